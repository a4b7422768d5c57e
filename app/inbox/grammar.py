"""What a patrol may write, in one table that makes the parser, the help text and the documentation. Pure.

The whole text must be understood or nothing of it counts: a wrong "not here" would send a search away from
the family. Only two things may stay over: a note behind an answer (if it holds none of our words), and a phone.
"""

import enum
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


class Word(enum.Enum):
    ACCEPT = "accept"
    PASS_ON = "pass_on"  # noqa: S105 - a word of the grammar
    NOT_HERE = "not_here"
    FAMILY_HERE = "family_here"
    CLOSED = "closed"
    UNSURE = "unsure"
    HELP = "help"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table: how a word is written in each language, and what may stand with it."""

    word: Word
    latin: tuple[str, ...]
    chinese: tuple[str, ...]
    of_stop: bool = False
    takes_phone: bool = False
    takes_note: bool = False


TABLE = (
    Entry(Word.ACCEPT, ("OK",), ("收到",)),
    Entry(Word.NOT_HERE, ("N",), ("没有",), of_stop=True, takes_note=True),
    Entry(Word.FAMILY_HERE, ("Y",), ("找到", "有"), of_stop=True, takes_phone=True, takes_note=True),
    Entry(Word.CLOSED, ("C",), ("关门",), of_stop=True, takes_note=True),
    Entry(Word.UNSURE, ("?",), (), of_stop=True, takes_note=True),
    Entry(Word.PASS_ON, ("NO",), ("不能",)),
    Entry(Word.HELP, ("HELP", "?"), ("帮助",)),
)
OPT_OUT = frozenset(
    {"STOP", "STOPALL", "STOP ALL", "END", "CANCEL", "QUIT", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "退订", "TD"}
)
OPT_IN = frozenset({"START", "YES", "UNSTOP", "OPTIN"})
"""The providers' own words, alone in a message; none of them may be a word of ours."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing said: about a task by `code` (None: not named), and about its stop (None: the task itself)."""

    word: Word
    code: str | None = None
    stop: int | None = None
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says; no parts: nothing that we understand."""

    parts: tuple[Part, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The task codes that were named, in order."""
        return tuple(dict.fromkeys(part.code for part in self.parts if part.code))

    def only(self, word: Word) -> bool:
        """Whether the whole text is this one word."""
        return len(self.parts) == 1 and self.parts[0].word is word


def _spelling(text: str) -> str:
    """A word as a pattern: zero reads as O; it must end where its script does.

    有人说… and 没有问题 are sentences, not answers; only a particle may hang on a Chinese word, such as 找到了.
    """
    pattern = re.escape(text).replace("O", "[O0]")
    if text.isascii():
        return pattern + r"(?![A-Z])" if text.isalpha() else pattern
    return pattern + f"{_PARTICLE}?(?!{_IDEOGRAPH})"


def _any_of(names: Iterable[str]) -> str:
    """Any of these words, longest first, so that NO is not read as N."""
    return "|".join(_spelling(text) for text in sorted(names, key=len, reverse=True))


_PARTICLE = "[了的]"
_IDEOGRAPH = "[\u3400-\u9fff]"


def _names(of_stop: bool) -> dict[str, Entry]:
    rows = [entry for entry in TABLE if entry.of_stop == of_stop]
    return {text: entry for entry in rows for text in (*entry.latin, *entry.chinese)}


_OF_STOP, _OF_TASK = _names(of_stop=True), _names(of_stop=False)
_STOP_WORDS = frozenset(entry.word for entry in _OF_STOP.values())
_I = re.IGNORECASE
_GAP = re.compile(r"[^\w?+]*")
_CODE = re.compile(r"([A-HJKMNP-Z])\s?([2-9]{1,4})(?![0-9])(?=\W|OK|0K|N|Y|C|[^\x00-\x7f]|$)", _I)
_NUMBER = r"(?P<number>[1-9]|[IL](?![A-Z]))"
_ANSWER = re.compile(rf"{_NUMBER}[^\w?+]*(?P<word>{_any_of(_OF_STOP)})", _I)
_LONE_ANSWER = re.compile(f"(?P<word>{_any_of(_OF_STOP.keys() - {'?'})})", _I)
_DEED = re.compile(f"(?P<word>{_any_of(_OF_TASK)})", _I)
_PHONE = re.compile(r"\+?\d[\d ()-]{5,18}\d(?!\d)")
_ALL = (_OF_STOP.keys() | _OF_TASK.keys()) - {"?"}
_OURS = re.compile(f"(?<![A-Z])(?:{_any_of(_ALL)}|{'|'.join(word for word in _ALL if not word.isascii())})", _I)


def normal(text: str) -> str:
    """One form of the same text: full-width digits and letters narrowed, spaces single, ends trimmed."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\x00", "").split())


def bare(text: str) -> str:
    """The text in capitals without punctuation: for words that stand alone."""
    return re.sub(r"[^\w?]+", " ", normal(text).upper()).strip()


def parse(text: str) -> Reading:
    """What the text says. Never raises; an empty reading means: a note for a person."""
    alone = bare(text)
    if alone in OPT_OUT or alone in OPT_IN:
        return Reading((Part(Word.OPT_OUT if alone in OPT_OUT else Word.OPT_IN),))
    return _Reader(normal(text)).read()


class _Reader:
    """Reads from left to right; the task last named holds for what follows."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.code: str | None = None
        self.parts: list[Part] = []

    def read(self) -> Reading:
        while self._skip_gap() < len(self.text):
            if not (self._code() or self._answer() or self._deed() or self._lone_answer()):
                return Reading()
        return Reading(tuple(self.parts)) if self._is_clear() else Reading()

    def _is_clear(self) -> bool:
        """Not two answers about one stop."""
        said = [(part.code, part.stop) for part in self.parts if part.word in _STOP_WORDS]
        return len(said) == len(set(said))

    def _skip_gap(self) -> int:
        found = _GAP.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _code(self) -> bool:
        found = _CODE.match(self.text, self.at)
        if found is None or (self.parts and not self._starts_a_word()):
            return False
        self.code = (found[1] + found[2]).upper()
        self.at = found.end()
        return True

    def _starts_a_word(self) -> bool:
        return self.at == 0 or not self.text[self.at - 1].isalnum()

    def _answer(self) -> bool:
        found = _ANSWER.match(self.text, self.at)
        if found is None:
            return False
        number = found["number"]
        return self._stop_part(found, int(number) if number.isdigit() else 1)

    def _lone_answer(self) -> bool:
        """An answer that names no stop: only its meaning is kept; who asks must see whether it is clear."""
        found = _LONE_ANSWER.match(self.text, self.at)
        return found is not None and self._stop_part(found, None)

    def _stop_part(self, found: re.Match[str], number: int | None) -> bool:
        entry = _OF_STOP[_spelled(found["word"], _OF_STOP)]
        self.at = found.end()
        phone = self._phone() if entry.takes_phone else ""
        note = self._note(free=entry.word is Word.UNSURE) if entry.takes_note else ""
        if note is None:
            return False
        if entry.takes_phone and not phone:
            phone, note = _phone_in(note)
        self.parts.append(Part(entry.word, self.code, number, phone, note))
        return True

    def _deed(self) -> bool:
        found = _DEED.match(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        self.parts.append(Part(_OF_TASK[_spelled(found["word"], _OF_TASK)].word, self.code))
        return True

    def _phone(self) -> str:
        """A telephone number right behind the answer. The digit of a following answer is not part of it."""
        self._skip_gap()
        found = _PHONE.match(self.text, self.at)
        while found is not None:
            end = found.end()
            if _ANSWER.match(self.text, end - 1) is None or not self.text[end - 1].isdigit():
                self.at = end
                return found[0].strip()
            shorter = self.text[self.at : end - 1].rstrip(" (-)")
            found = _PHONE.fullmatch(self.text, self.at, self.at + len(shorter))
        return ""

    def _note(self, *, free: bool) -> str | None:
        """Words up to the next answer, code or the end. Unless `free`, None when they hold a word of ours."""
        start = end = self._skip_gap()
        while end < len(self.text) and not self._goes_on(end, free=free):
            end += 1
        note = self.text[start:end].strip()
        self.at = end
        return note if free or not _OURS.search(note) else None

    def _goes_on(self, at: int, *, free: bool) -> bool:
        """Whether something that is no note starts here."""
        before = self.text[at - 1]
        if _ANSWER.match(self.text, at):
            return not before.isalnum() or not before.isascii()
        if before.isalnum():
            return False
        return _CODE.match(self.text, at) is not None or (not free and _DEED.match(self.text, at) is not None)


def _phone_in(note: str) -> tuple[str, str]:
    """A telephone number among words, such as 妈妈电话13812345678, and the words without it."""
    found = _PHONE.search(note)
    if found is None:
        return "", note
    return found[0].strip(), f"{note[: found.start()].rstrip(' :,')} {note[found.end() :].lstrip(' ,')}".strip()


def _spelled(written: str, names: dict[str, Entry]) -> str:
    """The table's spelling of what was written: any case, zero for O."""
    upper = re.sub(f"{_PARTICLE}$", "", written.upper())
    return upper if upper in names else upper.replace("0", "O")


EXAMPLES: dict[Word, tuple[str, str]] = {
    Word.ACCEPT: ("{code} {word}", "收到任务|take the task"),
    Word.NOT_HERE: ("{code} 1 {word}", "没有|not at stop 1"),
    Word.FAMILY_HERE: ("{code} 1 {word} {phone}", "家人在这里|family is here"),
    Word.CLOSED: ("{code} 1 {word}", "关门|closed"),
    Word.UNSURE: ("{code} 1 {word} {note}", "不确定|not sure"),
    Word.PASS_ON: ("{code} {word}", "去不了|cannot go"),
    Word.HELP: ("{word}", "帮助|these words"),
}
"""How each row is shown: the form, and its meaning in Chinese and English."""


def examples(entry: Entry, language: str, *, code: str = "K7", phone: str = "13812345678") -> list[str]:
    """Every advertised way to write one row, ready to send."""
    form = EXAMPLES[entry.word][0]
    chinese = language.startswith("zh")
    blanks = {"code": code, "phone": phone, "note": "像是孩子" if chinese else "maybe seen"}
    words = (*entry.chinese, *entry.latin) if chinese else entry.latin
    return [form.format(word=word, **blanks) for word in words]


def meaning(entry: Entry, language: str) -> str:
    """What a row means, in a few words."""
    chinese, english = EXAMPLES[entry.word][1].split("|")
    return chinese if language.startswith("zh") else english


def help_words(language: str, code: str = "K7") -> str:
    """The table as one line of a text message, with the reader's own task code."""
    chinese = language.startswith("zh")
    phone = "电话" if chinese else "phone"
    rows = [f"{examples(e, language, code=code, phone=phone)[0]} = {meaning(e, language)}" for e in TABLE]
    return (";" if chinese else "; ").join(rows)


def as_markdown(language: str) -> str:
    """The table for the documentation."""
    head = "| 写 | 意思 |" if language.startswith("zh") else "| write | means |"
    rows = [
        "| " + ", ".join(f"`{text}`" for text in examples(entry, language)) + f" | {meaning(entry, language)} |"
        for entry in TABLE
    ]
    return "\n".join([head, "|---|---|", *rows]) + "\n"
