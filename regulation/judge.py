"""Judging: one message against the rules of clause 5.3, many distinct texts at once, or one JSON line.

Screen, then judge: the model looks at all texts as one array; word lists, numbers and shapes are looked up always, and the
patterns of a rule are tried only where the model sees any resemblance. What a rule found and what the model sees are
then weighed together (`regulation.detectors.model.Weighing`). A `Judge` is built once from plain values, is cheap to build and
can be sent to another process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from types import ModuleType
from zoneinfo import ZoneInfo

import regulation.detectors.flood as flood
import regulation.detectors.hate as hate
import regulation.detectors.insult as insult
import regulation.detectors.model as model
import regulation.detectors.obscenity as obscenity
import regulation.detectors.personal as personal
import regulation.detectors.threat as threat
from regulation.detectors.hours import Hours, Outcome
from regulation.detectors.screen import woken
from regulation.model import ChatKind, Finding, Hit, Level, Message, Rule
from regulation.rules import BY_ID, RULES
from regulation.text import DISGUISE, Plain, normalise, own_words, read_plainly

DETECTORS: Mapping[str, ModuleType] = {
    "obscenity": obscenity,
    "insult": insult,
    "threat": threat,
    "hate": hate,
    "personal": personal,
    "flood": flood,
}
"""The rules that read text, in the order of `scores`."""

TEXT_RULES = tuple(DETECTORS)

YIELDING = frozenset({"flood"})
"""Rules that yield, unless they are sure themselves, to a find of another rule with a greater score: an offence is not empty talk as
well, to be decided twice."""

MAY_BE_DISGUISED = DISGUISE
"""RE2, case-insensitive: a text that it doesn't match is read as it stands."""

QUIET_HOURS = BY_ID["quiet_hours"]

Scores = Callable[[Sequence[str]], Mapping[str, model.Array]]


def _model_scores() -> Scores | None:
    """The trained model, if its artefact is there."""
    return model.scores if model.ARTEFACT.exists() else None


def _model_weighing() -> Mapping[str, model.Weighing]:
    return model.weighing() if model.ARTEFACT.exists() else {}


@dataclass(frozen=True, slots=True)
class ClockVerdict:
    """What the clock says of a message: where the time falls, and the level of the finding, if it is one."""

    outcome: Outcome
    level: Level | None


def quiet_hours(sent_local: datetime, chat_kind: ChatKind, hours: Hours = Hours()) -> ClockVerdict:
    """The first prohibition as a pure function of the local wall clock; exceptions are the register's, not here.

    The border minute (21:00:01–21:00:59) is an outcome of its own: allowed by default, forbidden in strict mode.

    Clause: 5.3
    """
    outcome = hours.outcome(sent_local)
    if not hours.is_forbidden(sent_local):
        return ClockVerdict(outcome, None)
    if chat_kind in QUIET_HOURS.applies_to:
        return ClockVerdict(outcome, Level.VIOLATION)
    return ClockVerdict(outcome, Level.REVIEW if chat_kind in QUIET_HOURS.advisory_in else None)


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """What one text says, whoever wrote it and whenever: findings by text rules and a score for each rule."""

    findings: tuple[Finding, ...]
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Judge:
    """The rules of clause 5.3 with what the institution has set.

    `scores` is the model, `weighing` says per rule how its score and what the rule found decide together; without a
    model the rules decide alone.
    """

    own_phones: tuple[str, ...] = ()
    own_emails: tuple[str, ...] = ()
    own_addresses: tuple[str, ...] = ()
    staff_names: tuple[str, ...] = ()
    quiet_from: time = time(7, 0)
    quiet_to: time = time(21, 0)
    strict: bool = False
    off: tuple[str, ...] = ()
    student_chats_bind: bool = True
    scores: Scores | None = field(default_factory=_model_scores)
    weighing: Mapping[str, model.Weighing] = field(default_factory=_model_weighing)
    own: personal.Own = field(init=False)
    hours: Hours = field(init=False)

    def __post_init__(self) -> None:
        unknown = set(self.off) - set(BY_ID)
        if unknown:
            raise ValueError(f"нет таких правил: {', '.join(sorted(unknown))}")
        own = personal.Own(
            tuple(self.own_phones), tuple(self.own_emails), tuple(self.own_addresses), tuple(self.staff_names)
        )
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "hours", Hours(self.quiet_from, self.quiet_to, self.strict))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are switched on."""
        return tuple(rule for rule in RULES if rule.id not in self.off)

    def judge(self, message: Message) -> list[Finding]:
        """Findings of one message: the clock first, then its text, in the order of the text."""
        return [
            *self.quiet_hours(message),
            *self.for_chat(self.judge_text(message.text).findings, message.chat_kind),
        ]

    def quiet_hours(self, message: Message) -> list[Finding]:
        """The clock alone: a violation in parents' chats, a thing to review in student chats, nothing elsewhere."""
        if QUIET_HOURS.id in self.off or message.sent_local is None:
            return []
        level = quiet_hours(message.sent_local, message.chat_kind, self.hours).level
        if level is None:
            return []
        hit = Hit(0, len(message.text), level, 1.0, f"отправлено в {message.sent_local:%H:%M:%S}")
        return [_finding(QUIET_HOURS, hit, message.text, "")]

    def border(self, message: Message) -> bool:
        """Whether the message falls into the border minute (counted apart)."""
        binds = message.chat_kind in QUIET_HOURS.applies_to | QUIET_HOURS.advisory_in
        return (
            binds
            and message.sent_local is not None
            and self.hours.outcome(message.sent_local) is Outcome.BORDER
        )

    def for_chat(self, findings: Iterable[Finding], kind: ChatKind) -> list[Finding]:
        """The findings of a text that bind in a chat of this kind."""
        if kind is ChatKind.STUDENTS and not self.student_chats_bind:
            return []
        return [each for each in findings if kind in BY_ID[each.rule].applies_to]

    def judge_text(self, text: str) -> TextVerdict:
        """One text."""
        return self.judge_texts([text])[0]

    def judge_texts(self, texts: Sequence[str], disguised: Sequence[bool] | None = None) -> list[TextVerdict]:
        """Many texts, best distinct: findings without the clock, and the scores.

        `disguised`: for each text whether MAY_BE_DISGUISED matches it, where a database has told already.
        """
        verdicts: list[TextVerdict] = []
        for alike, found in self._looked_at(texts, disguised):
            scores = {rule: alike.get(rule, 0.0) for rule in TEXT_RULES}
            for each in _flat(found):
                scores[each.rule] = max(scores[each.rule], each.score)
            ordered = sorted(_flat(found), key=lambda each: (each.start, each.end, each.rule))
            verdicts.append(
                TextVerdict(tuple(ordered), {rule: round(score, 3) for rule, score in scores.items()})
            )
        return verdicts

    def findings(
        self, texts: Sequence[str], disguised: Sequence[bool] | None = None
    ) -> Iterator[tuple[int, tuple[Finding, ...]]]:
        """Of many texts those with findings: the place in `texts`, the findings. What loading asks; scores are not kept."""
        for place, (_, found) in enumerate(self._looked_at(texts, disguised)):
            if found:
                yield place, tuple(_flat(found))

    def _looked_at(
        self, texts: Sequence[str], disguised: Sequence[bool] | None
    ) -> Iterator[tuple[Mapping[str, float], dict[str, list[Finding]]]]:
        """For each text the model's score per rule and the findings per rule that has any."""
        words = [own_words(text) for text in texts]
        plains = (
            [normalise(each) for each in words]
            if disguised is None
            else [
                normalise(each) if hidden else read_plainly(each)
                for each, hidden in zip(words, disguised, strict=True)
            ]
        )
        rules = [rule for rule in TEXT_RULES if rule not in self.off]
        if not self.scores or not texts:
            for text, own, plain in zip(texts, words, plains, strict=True):
                yield {}, self._found(text, own, plain, rules, None)
            return
        scores = self.scores([plain.text for plain in plains])
        rows = zip(*(scores[rule].tolist() for rule in TEXT_RULES), strict=True)
        asked = model.rules_to_read(scores, self.weighing)
        for text, own, plain, row, alike in zip(texts, words, plains, rows, asked, strict=True):
            by_rule = dict(zip(TEXT_RULES, row, strict=True))
            read = woken(plain.text, hidden=plain.offsets is not None) | alike
            chosen = [rule for rule in rules if rule in read] if read else ()
            yield by_rule, self._found(text, own, plain, chosen, by_rule) if chosen else {}

    def _found(
        self, text: str, words: str, plain: Plain, rules: Iterable[str], alike: Mapping[str, float] | None
    ) -> dict[str, list[Finding]]:
        """The findings per rule that has any; `alike` is None where no model takes part."""
        found: dict[str, list[Finding]] = {}
        for rule in rules:
            weighing = self.weighing.get(rule) if alike is not None else None
            look = weighing is None or alike[rule] >= weighing.glance
            more = {"own": self.own} if rule == "personal" else {}
            hits = list(
                DETECTORS[rule].hits(plain.text, words, hidden=plain.offsets is not None, alike=look, **more)
            )
            if weighing is not None and (hits or alike[rule] >= weighing.alone):
                hits = _weighed(hits, weighing, alike[rule], plain)
            if hits:
                found[rule] = [
                    _finding(BY_ID[rule], _in_original(hit, plain), text, plain.text[hit.start : hit.end])
                    for hit in _strongest(hits)
                ]
        return _without_yielding(found) if len(found) > 1 else found


def _without_yielding(found: dict[str, list[Finding]]) -> dict[str, list[Finding]]:
    """The findings but for those of a rule in YIELDING that another find outweighs."""
    strength = {rule: max(each.score for each in findings) for rule, findings in found.items()}
    outweighed = {
        rule
        for rule in YIELDING & found.keys()
        if strength[rule] < max(strength[other] for other in found if other != rule)
        and not any(each.level is Level.VIOLATION for each in found[rule])
    }
    return {rule: findings for rule, findings in found.items() if rule not in outweighed}


def _weighed(hits: list[Hit], weighing: model.Weighing, alike: float, plain: Plain) -> list[Hit]:
    """The hits with what the model adds or takes away: a level and a score each, or none at all.

    Where no rule found anything, the model alone may ask a person to look at the whole message.
    """
    if not hits:
        score = weighing.score(alike, "nothing")
        if score < weighing.review or not any(map(str.isalpha, plain.text)) or flood.is_answer(plain.text):
            return []  # a sign or a number alone says nothing: «+», «16:30»; nor does an everyday answer: «да», «спасибо вам»
        return [Hit(0, len(plain.text), Level.REVIEW, score, "похоже на размеченные примеры нарушений")]
    kept = []
    for hit in hits:
        said = hit.level is Level.VIOLATION
        score = weighing.score(alike, "sure" if said else "likely")
        if score >= weighing.review or said:  # what is said outright is shown, whatever surrounds it
            sure = said and score >= weighing.trust
            kept.append(
                replace(
                    hit, level=Level.VIOLATION if sure else Level.REVIEW, score=max(score, weighing.review)
                )
            )
    return kept


MOST_FINDINGS = 20
"""Of one rule in one message: whoever looks needs no more, and a hostile text must not cost more."""


def _flat(found: Mapping[str, list[Finding]]) -> Iterator[Finding]:
    for findings in found.values():
        yield from findings


def _strongest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the surest, then the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (-each.score, each.start - each.end)):
        if len(kept) == MOST_FINDINGS:
            break
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda each: each.start)


def _in_original(hit: Hit, plain: Plain) -> Hit:
    start, end = plain.span(hit.start, hit.end)
    return Hit(start, end, hit.level, hit.score, hit.reason, hit.bullet)


def _finding(rule: Rule, hit: Hit, text: str, normal: str) -> Finding:
    return Finding(
        rule=rule.id,
        clause=rule.clause,
        bullet=hit.bullet or rule.bullet,
        level=hit.level,
        start=hit.start,
        end=hit.end,
        fragment=text[hit.start : hit.end],
        score=hit.score,
        reason=hit.reason,
        version=rule.version,
        normal=normal,
    )


def mask_personal(text: str, judge: Judge) -> str:
    """The text with personal data (and any other long number) as «•»: for fragments and kept texts."""
    hits = personal.hits((plain := normalise(text)).text, text, judge.own)
    return personal.masked(text, [plain.span(hit.start, hit.end) for hit in hits])


def judge_objects(objects: Sequence[object], judge: Judge, tz: ZoneInfo) -> list[dict]:
    """The answers to objects of `etl judge`, in order; what is no such object gets an error, never an exception."""
    read = [_message_or_error(obj, tz) for obj in objects]
    verdicts = iter(judge.judge_texts([each.text for each in read if isinstance(each, Message)]))
    return [
        _answer(obj["id"], each, next(verdicts), judge) if isinstance(each, Message) else each
        for obj, each in zip(objects, read, strict=True)
    ]


def _answer(number: object, message: Message, verdict: TextVerdict, judge: Judge) -> dict:
    findings = [*judge.quiet_hours(message), *judge.for_chat(verdict.findings, message.chat_kind)]
    return {
        "id": number,
        "findings": [each.as_json() for each in findings],
        "scores": dict(verdict.scores),
    }


def _message_or_error(obj: object, tz: ZoneInfo) -> Message | dict:
    try:
        return _message(obj, tz)
    except (ValueError, TypeError, KeyError, OverflowError) as wrong:
        return {"id": None, "error": str(wrong) or "не объект сообщения"}


def _message(obj: object, tz: ZoneInfo) -> Message:
    if isinstance(obj, ValueError):  # what whoever read the line has to say of it
        raise obj
    if not isinstance(obj, dict):
        raise ValueError("ожидается объект JSON")
    if "id" not in obj:
        raise ValueError("нет поля id")
    if not isinstance(obj.get("text"), str):
        raise ValueError("поле text должно быть строкой")
    kind = obj.get("chat_kind")
    if kind is not None and (not isinstance(kind, str) or kind not in set(ChatKind)):
        raise ValueError("chat_kind: parents, students, staff или other")
    return Message(obj["text"], ChatKind(kind or "parents"), _local(obj.get("sent_at"), tz))


def _local(sent_at: object, tz: ZoneInfo) -> datetime | None:
    if sent_at is None:
        return None
    if not isinstance(sent_at, str):
        raise ValueError("sent_at должно быть строкой ISO 8601")
    try:
        moment = datetime.fromisoformat(sent_at.strip())
    except ValueError:
        raise ValueError(f"sent_at не похоже на дату и время ISO 8601: {sent_at[:40]}") from None
    return moment if moment.tzinfo is None else moment.astimezone(tz).replace(tzinfo=None)
