"""The GraphQL door: types made from the answers, one root field a question, limits before anything runs."""
