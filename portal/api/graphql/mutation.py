"""The commands of GraphQL: one mutation for each row of the command table. What goes wrong is in `userErrors`."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.answers import UserError
from catalog.commands.inputs import Command
from catalog.errors import HeadwaterError, UnauthenticatedError, UnavailableError
from portal.api.commands import COMMANDS
from portal.api.graphql.cells import cell
from portal.api.graphql.shapes import input_type, input_value, object_of


def _mutation(command: Command) -> graphene.Field:
    def resolve(root: Any, info: Any, input: Any) -> Any:
        given = input_value(command.input, input, "input")
        try:
            payload = command.answered(info.context.viewer, given)
        except (UnauthenticatedError, UnavailableError):
            raise  # not about the input: the operation itself fails
        except HeadwaterError as error:
            payload = _refused(command, error, given.client_mutation_id)
        return cell(payload)

    return graphene.Field(
        lambda: graphene.NonNull(object_of(command.answer)),
        input=graphene.Argument(graphene.NonNull(input_type(command.input)), description="What to do."),
        description=f"{(command.run.__doc__ or '').strip()} Cost {command.weight}.",
        resolver=resolve,
    )


def _refused(command: Command, error: HeadwaterError, echo: str | None) -> Any:
    """Nothing was done, and why, field by field."""
    found = tuple(
        UserError(field=("input", *wrong.field.split(".")), code=error.code, message=wrong.message)
        for wrong in error.errors
    )
    whole = (UserError(field=None, code=error.code, message=error.message),)
    return command.answer.refused(found or whole, echo)


Mutation: Any = type(
    "Mutation",
    (graphene.ObjectType,),
    {
        **{stem: _mutation(command) for stem, command in COMMANDS.items()},
        "Meta": type(
            "Meta",
            (),
            {
                "description": "Commands. One to an operation; HTTP 200 and `userErrors` when one was not done. `dryRun` answers "
                "the plan, `changeSetApply` makes it real."
            },
        ),
    },
)
