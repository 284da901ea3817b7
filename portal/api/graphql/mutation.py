"""The commands of GraphQL: one mutation for each row of the command table. What goes wrong is in `userErrors`."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.answers import OwnerPayload, UserError
from catalog.commands.inputs import COMMANDS, Command, command_run
from catalog.errors import HeadwaterError, UnauthenticatedError, UnavailableError
from portal.api.graphql import reports as r
from portal.api.graphql.cells import cell
from portal.api.graphql.shapes import input_type, input_value


def _mutation(stem: str, command: Command) -> graphene.Field:
    def resolve(root: Any, info: Any, input: Any) -> Any:
        given = input_value(command.input, input, "input")
        try:
            payload = command_run(info.context.viewer, stem, given)
        except (UnauthenticatedError, UnavailableError):
            raise  # not about the input: the operation itself fails
        except HeadwaterError as error:
            payload = _refused(error, given.client_mutation_id)
        return cell(payload)

    return graphene.Field(
        graphene.NonNull(r.OwnerPayload),
        input=graphene.Argument(graphene.NonNull(input_type(command.input)), description="What to do."),
        description=f"{(command.run.__doc__ or '').strip()} Cost {command.weight}.",
        resolver=resolve,
    )


def _refused(error: HeadwaterError, echo: str | None) -> OwnerPayload:
    """Nothing was done, and why, field by field."""
    found = tuple(
        UserError(field=("input", *wrong.field.split(".")), code=error.code, message=wrong.message)
        for wrong in error.errors
    )
    whole = (UserError(field=None, code=error.code, message=error.message),)
    return OwnerPayload(change_set=None, user_errors=found or whole, client_mutation_id=echo, ownership=None)


Mutation: Any = type(
    "Mutation",
    (graphene.ObjectType,),
    {
        **{stem: _mutation(stem, command) for stem, command in COMMANDS.items()},
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
