# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that have a value before a job runs, and the expressions that use them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from emulator.job_protocol.expressions import ExpressionError, Jobs, Surroundings, evaluated, text_of, truth
from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid


def refuse_condition(place: str, condition: str, jobs: Jobs | None = None) -> None:
    """:param jobs: those that the condition may ask about; None: it is a step's.
    :raises PipelineInvalid: no expression (text: MicrosoftDocs/azure-devops-docs#6024).
    """
    try:
        evaluated(condition.strip() or "succeeded()", Surroundings(lambda _name: "", "succeeded", jobs))
    except ExpressionError as error:
        raise PipelineInvalid(f"{place} specifies condition {condition} which is not valid. Reason: {error}") from error


class Known:
    """Variables by names in any case."""

    def __init__(self, variables: Mapping[str, Variable], jobs: Jobs | None = None) -> None:
        """:param jobs: those that are over before this moment, as far as expressions may ask about them."""
        self._values = {name.lower(): one.value for name, one in variables.items()}
        self._jobs = jobs

    def get(self, name: str) -> str | None:
        return self._values.get(name.lower())

    def holds(self, condition: str) -> bool:
        """Tells whether a stage or a job with that condition runs.

        :raises ExpressionError: no expression.
        """
        return truth(evaluated(condition, Surroundings(self.get, "succeeded", self._jobs or Jobs())))

    def expand(self, text: str) -> str:
        """Puts in what `$(name)` stands for; an unknown name stays as it is written."""
        return re.sub(r"\$\(([^()]+)\)", lambda macro: self._values.get(macro[1].lower(), macro[0]), text)

    def with_results(self, variables: Mapping[str, Variable]) -> dict[str, Variable]:
        """The variables with the results of those that are an expression, `$[ ]`; one that takes in a secret output is secret.

        :raises PipelineInvalid: one that is none.
        """
        results = {}
        for name, one in variables.items():
            found = re.fullmatch(r"\s*\$\[(.*)\]\s*", one.value, re.DOTALL)
            if found:
                try:
                    value = text_of(evaluated(found[1], Surroundings(self.get, jobs=self._jobs)))
                except ExpressionError as error:
                    raise PipelineInvalid(f"The expression of variable {name} is not valid. Reason: {error}") from error
                self._values[name.lower()] = value
                secret = one.is_secret or any(hidden in value for hidden in (self._jobs.secrets if self._jobs else ()))
                results[name] = Variable(value, secret, one.is_read_only)
            else:
                results[name] = one
        return results
