"""Fields of descriptors held in memory, key by key: for questions that go over all of them.

A web process holds the keys that are asked for (`held`), each as one `column` of numbers over distinct `values`. Triggers note
whose fields change, so an answer from memory is checked by the same statement that reads the page.
"""
