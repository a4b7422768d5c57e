"""The rows of the form: who may collect, and what only the family knows. Flat fields, so that no script is needed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Choice

from app.core.forms import EnumSelect, text
from app.missing.facts import GuardianFacts, HeldBack
from app.missing.forms.words import TextLanguage
from app.missing.models import Relation
from app.missing.rules import MOST_GUARDIANS, MOST_HELD_BACK, folded, guessable
from app.people.forms import PersonForm, phone

GUARDIAN_ROWS = range(1, MOST_GUARDIANS + 1)
HELD_BACK_ROWS = range(1, MOST_HELD_BACK + 1)


class MaybeSelect(EnumSelect):
    """A drop-down whose first answer is open: nobody becomes a mother by not looking."""

    data: Any

    def __init__(self, label: Any, kind: Any, *, open_word: Any, **options: Any) -> None:
        self.open_word = open_word
        super().__init__(label, kind, **options)

    def iter_choices(self) -> Any:
        yield Choice("", self.open_word, not isinstance(self.data, self.kind), {})
        yield from super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if self.data in {None, ""}:
            self.data = None
            return
        super().pre_validate(form)


class FamilyForm(PersonForm):
    """Base of the missing report: its rows, how they are checked, read and filled."""

    reporter_collects = BooleanField(_l("The reporter may collect the person"), default=True)

    def row(self, kind: str, number: int) -> dict[str, Any]:
        """The fields of one row by their short names; empty when this officer may not see it."""
        start = f"{kind}_{number}_"
        return {name.removeprefix(start): self[name] for name in self._fields if name.startswith(start)}

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """All rows of a kind ("guardian", "held"), for the page and the checks."""
        numbers = GUARDIAN_ROWS if kind == "guardian" else HELD_BACK_ROWS
        return [row for number in numbers if (row := self.row(kind, number))]

    def named_guardians(self, language: str) -> list[GuardianFacts]:
        """Everybody named on the rows; without a language of their own they are texted in `language`."""
        return [
            GuardianFacts(
                row["name"].data,
                row["relation"].data or Relation.OTHER,
                row["phone"].e164(),
                row["language"].data.value if isinstance(row["language"].data, TextLanguage) else language,
            )
            for row in self.rows("guardian")
            if row["name"].data
        ]

    def answered(self) -> tuple[HeldBack, ...]:
        """The questions that have an answer."""
        rows = self.rows("held")
        return tuple(HeldBack(row["question"].data, row["answer"].data) for row in rows if row["answer"].data)

    def show_guardians(self, guardians: Sequence[GuardianFacts]) -> None:
        """Fill the rows with stored ones."""
        for row, guardian in zip(self.rows("guardian"), guardians, strict=False):
            row["name"].data, row["relation"].data = guardian.name, guardian.relation
            row["phone"].data, row["language"].data = guardian.phone, TextLanguage(guardian.language)

    def show_held_back(self, facts: Sequence[HeldBack]) -> None:
        """Fill the rows with stored ones."""
        for row, fact in zip(self.rows("held"), facts, strict=False):
            row["question"].data, row["answer"].data = fact.question, fact.answer

    def check_guardian_rows(self) -> None:
        """Put a sentence at every half-filled row."""
        for row in self.rows("guardian"):
            if row["name"].data and row["relation"].data is None:
                refuse(row["relation"], _l("Choose how this person is related."))
            if not row["name"].data and (row["phone"].data or row["relation"].data):
                refuse(row["name"], _l("Write this person's name, or empty the row."))

    def check_held_back_rows(self, published: Sequence[str]) -> None:
        """Put a sentence at every row that is half filled, asked twice, or answered elsewhere in the report."""
        asked: set[str] = set()
        for row in self.rows("held"):
            question, answer = row["question"], row["answer"]
            if question.data and not answer.data:
                refuse(answer, _l("Write the answer too, or empty the row."))
            if answer.data and not question.data:
                refuse(question, _l("Write the question too."))
            if question.data and folded(question.data) in asked:
                refuse(question, _l("This question stands above already. Ask something else."))
            if answer.data and guessable(answer.data, published):
                refuse(answer, _l("This stands elsewhere in the report. Ask for something that nobody can have read."))
            asked.add(folded(question.data or ""))


def refuse(field: Any, sentence: Any) -> None:
    """Put a sentence at a field that has been validated already."""
    field.errors = [*field.errors, sentence]


def _add_rows() -> None:
    for n in GUARDIAN_ROWS:
        fields = {
            "name": text(_l("Name of person %(number)s", number=n), 80),
            "relation": MaybeSelect(_l("Relation of person %(number)s", number=n), Relation, open_word=_l("choose")),
            "phone": phone(_l("Phone of person %(number)s", number=n)),
            "language": MaybeSelect(
                _l("Texts to person %(number)s", number=n), TextLanguage, open_word=_l("as the reporter")
            ),
        }
        for name, field in fields.items():
            setattr(FamilyForm, f"guardian_{n}_{name}", field)
    for n in HELD_BACK_ROWS:
        question = text(_l("Question %(number)s", number=n), 120, render_kw={"list": "good-questions"})
        setattr(FamilyForm, f"held_{n}_question", question)
        setattr(FamilyForm, f"held_{n}_answer", text(_l("Answer %(number)s", number=n), 200))


_add_rows()
