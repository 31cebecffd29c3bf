"""Measure the rules of clause 5.3 on the held-out rows of the corpus and write the report of quality.

    python -m benchmarks.rules_quality                              docs/rules_quality.md and the figures for the pages
    python -m benchmarks.rules_quality --external NAME FILE.jsonl   also measure a labelled set that isn't ours
    python -m benchmarks.rules_quality --toxic NAME FILE.jsonl      one that only says toxic or not: {"text": …, "toxic": 1 | 0}

A rule fires when the judge gives it a finding of either level. Intervals: Wilson for shares, bootstrap over families
of messages for F1 and average precision. Of an external set only figures are kept, never a text; lines are
`{"text": …, "labels": {rule: 1 | 0 | null}}`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from regulation.corpus import LABELS, CorpusRow, read_corpus, read_second_labels
from regulation.detectors import model
from regulation.judge import Judge
from regulation.model import Level

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "rules_quality.md"
FIGURES = model.ARTEFACT.with_name("quality.json")
EXTERNAL = model.ARTEFACT.with_name("external.json")

TITLES = {
    "obscenity": "Брань",
    "insult": "Грубость и оскорбление",
    "threat": "Угроза",
    "hate": "Вражда к группе",
    "personal": "Личные сведения",
    "flood": "Флуд",
}
BARS = {"obscenity": 0.95, "flood": 0.93, "personal": 0.90, "insult": 0.82, "hate": 0.80, "threat": 0.80}
CLEAN_BARS = {"violation": 0.01, "any": 0.05}
TOXIC_RULES = ("insult", "threat", "obscenity", "hate")
TOXIC_FROM = 0.5
STARRED_BARS = {"violation": 0.003, "any": 0.03}
STARRED_SEED = 5
RESAMPLES = 1000
ORDINARY_CHATS = "hlf"
"""The held-out author who wrote chats as they run, seven messages of ten without any violation; the others wrote a mixture, half of it
violations and most of the rest their look-alikes, as the bars suppose."""

TRUSTED_PRECISION = 0.95
_WHOLE_WORD = re.compile(r"(?<![а-я0-9*@#_.…$%])[а-я]{4,10}(?![а-я0-9*@#_…$%])")


@dataclass(frozen=True)
class Verdicts:
    """What the judge said of each text, per rule.

    Columns: `score[rule]` is the judge's, 0…1, the model's resemblance included; `fired` and `sure` mark a finding of any level and a
    finding «явный признак».
    """

    score: dict[str, np.ndarray]
    fired: dict[str, np.ndarray]
    sure: dict[str, np.ndarray]

    def only(self, chosen: np.ndarray) -> Verdicts:
        """Those of some texts."""
        parts = (self.score, self.fired, self.sure)
        return Verdicts(*({rule: each[chosen] for rule, each in part.items()} for part in parts))

    def any_fired(self) -> np.ndarray:
        """Texts that at least one rule marks."""
        return np.logical_or.reduce(list(self.fired.values()))

    def any_sure(self) -> np.ndarray:
        """Texts with at least one «явный признак»."""
        return np.logical_or.reduce(list(self.sure.values()))


def verdicts_on(texts: Sequence[str], with_model: bool = True) -> Verdicts:
    """Judge the texts as at load, without a clock."""
    score = {rule: np.zeros(len(texts)) for rule in LABELS}
    fired = {rule: np.zeros(len(texts), dtype=bool) for rule in LABELS}
    sure = {rule: np.zeros(len(texts), dtype=bool) for rule in LABELS}
    judge = Judge() if with_model else Judge(scores=None, weighing={})
    for place, verdict in enumerate(judge.judge_texts(texts)):
        for rule in LABELS:
            score[rule][place] = verdict.scores[rule]
        for finding in verdict.findings:
            if finding.rule in fired:
                fired[finding.rule][place] = True
                sure[finding.rule][place] |= finding.level is Level.VIOLATION
    return Verdicts(score, fired, sure)


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not trials:
        return 0.0, 1.0
    z = 1.959964
    share = hits / trials
    centre = share + z * z / (2 * trials)
    spread = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return float((centre - spread) / (1 + z * z / trials)), float((centre + spread) / (1 + z * z / trials))


def f1(fired: np.ndarray, broken: np.ndarray) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 * (fired & broken).sum() / max(1, fired.sum() + broken.sum()))


def average_precision(scores: np.ndarray, broken: np.ndarray) -> float:
    """Area under the stepwise precision-recall curve; equal scores stand on one step."""
    if not broken.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ranked, found = scores[order], np.cumsum(broken[order])
    last_of_step = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    precision = found[last_of_step] / (last_of_step + 1)
    recall = found[last_of_step] / found[-1]
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def bootstrap(
    statistic: Callable[[np.ndarray, np.ndarray], float],
    values: np.ndarray,
    broken: np.ndarray,
    families: np.ndarray,
) -> tuple[float, float]:
    """The 95 % interval of a statistic when families, not messages, are drawn again."""
    random = np.random.default_rng(53)
    names, membership = np.unique(families, return_inverse=True)
    order, sizes = np.argsort(membership, kind="stable"), np.bincount(membership)
    starts = np.cumsum(sizes) - sizes
    drawn = []
    for _ in range(RESAMPLES):
        families_drawn = random.integers(0, len(names), len(names))
        each = sizes[families_drawn]
        step = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        chosen = order[np.repeat(starts[families_drawn], each) + step]
        drawn.append(statistic(values[chosen], broken[chosen]))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def measure_rule(rule: str, rows: Sequence[CorpusRow], verdicts: Verdicts) -> dict:
    """All figures of one rule on rows whose label of it is undisputed."""
    known = np.array([row.labels[rule] is not None for row in rows])
    broken = np.array([bool(row.labels[rule]) for row in rows])[known]
    families = np.array([row.template for row in rows])[known]
    fired, sure, score = verdicts.fired[rule][known], verdicts.sure[rule][known], verdicts.score[rule][known]
    hits, flagged, sure_hits = int((fired & broken).sum()), int(fired.sum()), int((sure & broken).sum())
    return {
        "messages": int(known.sum()),
        "positives": int(broken.sum()),
        "fired": flagged,
        "precision": hits / max(1, flagged),
        "precision_interval": wilson(hits, flagged),
        "recall": hits / max(1, int(broken.sum())),
        "recall_interval": wilson(hits, int(broken.sum())),
        "f1": f1(fired, broken),
        "f1_interval": bootstrap(f1, fired, broken, families),
        "average_precision": average_precision(score, broken),
        "average_precision_interval": bootstrap(average_precision, score, broken, families),
        "sure_fired": int(sure.sum()),
        "sure_precision": sure_hits / max(1, int(sure.sum())),
        "sure_precision_interval": wilson(sure_hits, int(sure.sum())),
        "sure_recall": sure_hits / max(1, int(broken.sum())),
    }


def measure_clean(rows: Sequence[CorpusRow], verdicts: Verdicts) -> dict:
    """How many messages without any violation the judge marks all the same."""
    clean = np.array([row.is_clean for row in rows])
    sure, any_level = int(verdicts.any_sure()[clean].sum()), int(verdicts.any_fired()[clean].sum())
    return {
        "messages": int(clean.sum()),
        "violation": sure / clean.sum(),
        "violation_interval": wilson(sure, int(clean.sum())),
        "any": any_level / clean.sum(),
        "any_interval": wilson(any_level, int(clean.sum())),
    }


def measure_rows(rows: Sequence[CorpusRow], verdicts: Verdicts) -> dict:
    """Figures per rule and for clean messages."""
    return {
        "rules": {rule: measure_rule(rule, rows, verdicts) for rule in LABELS},
        "clean": measure_clean(rows, verdicts),
    }


def measure_split(*splits: str, with_model: bool = True) -> dict:
    """Figures on some splits of the corpus."""
    rows = read_corpus(*splits)
    return measure_rows(rows, verdicts_on([row.text for row in rows], with_model))


def measure_parts(parts: Sequence[str], rows: Sequence[CorpusRow], verdicts: Verdicts) -> dict[str, dict]:
    """Figures on each part of the rows; `parts` names the part of each row."""
    measured = {}
    for part in dict.fromkeys(parts):
        chosen = np.flatnonzero(np.array(parts) == part)
        figures = measure_rows([rows[place] for place in chosen], verdicts.only(chosen))
        measured[part] = {"messages": len(chosen), **figures}
    return measured


def measure_agreement() -> dict[str, list[float]]:
    """Cohen's kappa per rule: author and first, author and second, first and second; disputed cells left out."""
    from sklearn.metrics import cohen_kappa_score

    first, second = read_second_labels()
    author = {row.id: row.labels for row in read_corpus("test") if row.id in first}
    agreed = {}
    for rule in LABELS:
        agreed[rule] = []
        for one, other in ((author, first), (author, second), (first, second)):
            said = [(one[row][rule], other[row][rule]) for row in author]
            agreed[rule].append(
                cohen_kappa_score(*zip(*(pair for pair in said if None not in pair), strict=True))
            )
    return agreed


def measure_toxic(path: Path) -> dict:
    """Figures on a set from elsewhere that says only whether a text is toxic: the greatest score of four rules against the label."""
    records = _records(path)
    verdicts = verdicts_on([record["text"] for record in records])
    score = np.maximum.reduce([verdicts.score[rule] for rule in TOXIC_RULES])
    toxic = np.array([bool(record["toxic"]) for record in records])
    fired = score >= TOXIC_FROM
    hits, flagged, positives = int((fired & toxic).sum()), int(fired.sum()), int(toxic.sum())
    return {
        "messages": len(records),
        "rules": {},
        "toxic": {
            "positives": positives,
            "precision": hits / max(1, flagged),
            "precision_interval": wilson(hits, flagged),
            "recall": hits / max(1, positives),
            "recall_interval": wilson(hits, positives),
            "f1": f1(fired, toxic),
            "average_precision": average_precision(score, toxic),
        },
    }


def _records(path: Path) -> list[dict]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def measure_external(path: Path) -> dict:
    """Figures per rule on a labelled set from elsewhere; nothing of its texts is kept."""
    records = _records(path)
    rows = [
        CorpusRow(
            id=str(place),
            theme=path.stem,
            text=record["text"],
            voice="parent",
            labels={rule: _as_label(record["labels"].get(rule)) for rule in LABELS},
            template=str(place),
            split="test",
        )
        for place, record in enumerate(records)
    ]
    verdicts = verdicts_on([row.text for row in rows])
    labelled = [rule for rule in LABELS if any(row.labels[rule] for row in rows)]
    measured = {
        "messages": len(rows),
        "rules": {rule: measure_rule(rule, rows, verdicts) for rule in labelled},
    }
    if any(row.is_clean for row in rows):
        measured["clean"] = measure_clean(rows, verdicts)
    return measured


def measure_starred(*splits: str) -> dict:
    """How often a decent word of clean messages, a star put in a place inside, is marked as obscene."""
    chance = random.Random(STARRED_SEED)
    decent = sorted(
        {
            word
            for row in read_corpus(*splits)
            if row.is_clean
            for word in _WHOLE_WORD.findall(row.text.lower().replace("ё", "е"))
        }
    )
    starred = []
    for word in decent:
        place = chance.randrange(1, len(word) - 1)
        starred.append(f"В среду {word[:place]}*{word[place + 1 :]} будет в зале")
    verdicts = verdicts_on(starred)
    measured: dict = {"messages": len(starred)}
    for key, marks in (("violation", verdicts.sure), ("any", verdicts.fired)):
        hits = int(marks["obscenity"].sum())
        measured |= {key: hits / len(starred), f"{key}_interval": wilson(hits, len(starred))}
    return measured


def _as_label(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def main() -> None:
    """Measure, write the report and the figures, say where."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--external", nargs=2, action="append", default=[], metavar=("NAME", "FILE"))
    arguments.add_argument("--toxic", nargs=2, action="append", default=[], metavar=("NAME", "FILE"))
    asked = arguments.parse_args()
    external = _external_figures(
        [
            *((name, path, measure_external) for name, path in asked.external),
            *((name, path, measure_toxic) for name, path in asked.toxic),
        ]
    )
    rows = read_corpus("test")
    verdicts = verdicts_on([row.text for row in rows])
    held_out = measure_rows(rows, verdicts)
    authors = [row.author for row in rows]
    kinds = ["ordinary" if author == ORDINARY_CHATS else "mixture" for author in authors]
    seen, rules_only = measure_split("train", "fit"), measure_split("test", with_model=False)
    today = date.today()
    figures = {"measured_on": today.isoformat(), "model": model.version(), **held_out}
    FIGURES.write_text(json.dumps(_rounded(figures), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(
        report(
            today,
            held_out,
            measure_parts(kinds, rows, verdicts),
            measure_parts(authors, rows, verdicts),
            measure_agreement(),
            measure_starred("test"),
            seen,
            rules_only,
            external,
        ),
        encoding="utf-8",
    )
    print(_rule_table(held_out["rules"]))
    print(f"{REPORT.relative_to(ROOT)}, {FIGURES.relative_to(ROOT)}")


def _external_figures(asked: Sequence[tuple[str, str, Callable[[Path], dict]]]) -> dict:
    """Earlier figures of external sets, with those asked for now measured afresh."""
    known = json.loads(EXTERNAL.read_text(encoding="utf-8")) if EXTERNAL.exists() else {}
    for name, path, measure in asked:
        known[name] = {"measured_on": date.today().isoformat(), **_rounded(measure(Path(path)))}
    if asked:
        EXTERNAL.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return known


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(inner) for inner in value]
    return round(float(value), 4) if isinstance(value, (float, np.floating)) else value


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _percent(value: float) -> str:
    return f"{100 * value:.1f}".replace(".", ",") + "\u00a0%"


def _with_interval(value: float, interval: Sequence[float]) -> str:
    return f"{_number(value)} [{_number(interval[0])}–{_number(interval[1])}]"


def _rule_table(rules: dict[str, dict]) -> str:
    lines = [
        "| правило | нарушений | точность | полнота | F1 | средняя точность | планка F1 |",
        "|---|--:|---|---|---|---|---|",
    ]
    for rule, m in rules.items():
        met = "достигнута" if m["f1"] >= BARS[rule] else "**не достигнута**"
        lines.append(
            f"| {TITLES[rule]} (`{rule}`) | {m['positives']} | {_with_interval(m['precision'], m['precision_interval'])} "
            f"| {_with_interval(m['recall'], m['recall_interval'])} | {_with_interval(m['f1'], m['f1_interval'])} "
            f"| {_with_interval(m['average_precision'], m['average_precision_interval'])} "
            f"| {_number(BARS[rule])}: {met} |"
        )
    return "\n".join(lines)


def _kind_table(kinds: dict[str, dict]) -> str:
    lines = [
        "| правило | планка F1 | смесь: нарушений | F1 | обычная переписка: нарушений | F1 |",
        "|---|--:|--:|---|--:|---|",
    ]
    for rule in LABELS:
        cells = []
        for kind in ("mixture", "ordinary"):
            m = kinds[kind]["rules"][rule]
            met = "" if m["f1"] >= BARS[rule] else " — **ниже планки**"
            cells += [str(m["positives"]), _with_interval(m["f1"], m["f1_interval"]) + met]
        lines.append(f"| {TITLES[rule]} | {_number(BARS[rule])} | {' | '.join(cells)} |")
    clean = [kinds[kind]["clean"] for kind in ("mixture", "ordinary")]
    marked = [
        cell for each in clean for cell in (f"чистых {each['messages']}", f"отмечено {_percent(each['any'])}")
    ]
    lines.append(f"| Чистые сообщения | {_percent(CLEAN_BARS['any'])} | {' | '.join(marked)} |")
    return "\n".join(lines)


def _author_table(authors: dict[str, dict]) -> str:
    lines = [
        "| автор | сообщений | " + " | ".join(TITLES[rule] for rule in LABELS) + " | отмечено чистых |",
        "|---|--:|" + "--:|" * (len(LABELS) + 1),
    ]
    for author, m in authors.items():
        cells = [_number(m["rules"][rule]["f1"]) for rule in LABELS]
        lines.append(
            f"| `{author}` | {m['messages']} | {' | '.join(cells)} | {_percent(m['clean']['any'])} |"
        )
    return "\n".join(lines)


def _agreement_table(agreed: dict[str, list[float]]) -> str:
    lines = ["| правило | автор и первый | автор и второй | первый и второй |", "|---|--:|--:|--:|"]
    lines += [f"| {TITLES[rule]} | {' | '.join(map(_number, kappas))} |" for rule, kappas in agreed.items()]
    return "\n".join(lines)


def _level_table(rules: dict[str, dict]) -> str:
    lines = ["| правило | «явный признак» | его точность | его полнота |", "|---|--:|---|---|"]
    for rule, m in rules.items():
        doubt = "" if m["sure_precision"] >= TRUSTED_PRECISION else " — **ниже 0,95**"
        lines.append(
            f"| {TITLES[rule]} | {m['sure_fired']} "
            f"| {_with_interval(m['sure_precision'], m['sure_precision_interval'])}{doubt} | {_number(m['sure_recall'])} |"
        )
    return "\n".join(lines)


def _clean_lines(clean: dict, bars: dict[str, float] = CLEAN_BARS) -> str:
    lines = []
    for key, name in (("violation", "с «явным признаком»"), ("any", "отмечено вообще")):
        low, high = clean[f"{key}_interval"]
        met = "достигнута" if clean[key] <= bars[key] else "**не достигнута**"
        lines.append(
            f"- {name}: {_percent(clean[key])} [{_percent(low)}–{_percent(high)}], "
            f"планка не больше {_percent(bars[key])}: {met}"
        )
    return "\n".join(lines)


def _comparison_table(held_out: dict, seen: dict, rules_only: dict) -> str:
    lines = [
        "| правило | F1 без модели | F1 с моделью | F1 на учебных строках |",
        "|---|---|---|---|",
    ]
    for rule in LABELS:
        without, full, train = (part["rules"][rule]["f1"] for part in (rules_only, held_out, seen))
        lines.append(f"| {TITLES[rule]} | {_number(without)} | {_number(full)} | {_number(train)} |")
    clean = [part["clean"]["any"] for part in (rules_only, held_out, seen)]
    lines.append("| отмечено чистых сообщений | " + " | ".join(map(_percent, clean)) + " |")
    return "\n".join(lines)


def _external_part(external: dict) -> str:
    if not external:
        return "Не измерялось."
    parts = []
    for name, measured in external.items():
        day = date.fromisoformat(measured["measured_on"]).strftime("%d.%m.%Y")
        parts.append(f"**{name}**, {measured['messages']} сообщений, измерено {day}.\n")
        for rule, m in measured["rules"].items():
            parts.append(
                f"- {TITLES[rule]}: нарушений {m['positives']}, полнота "
                f"{_with_interval(m['recall'], m['recall_interval'])}, точность "
                f"{_with_interval(m['precision'], m['precision_interval'])}, F1 {_number(m['f1'])}"
            )
        if "toxic" in measured:
            m = measured["toxic"]
            parts.append(
                f"- Токсично (наибольшая оценка грубости, угрозы, брани и вражды не меньше {_number(TOXIC_FROM)}): "
                f"нарушений {m['positives']}, полнота {_with_interval(m['recall'], m['recall_interval'])}, точность "
                f"{_with_interval(m['precision'], m['precision_interval'])}, F1 {_number(m['f1'])}, "
                f"средняя точность {_number(m['average_precision'])}; планки нет"
            )
        if "clean" in measured:
            clean = measured["clean"]
            parts.append(
                f"- чистых сообщений {clean['messages']}: с «явным признаком» {_percent(clean['violation'])}, "
                f"отмечено вообще {_percent(clean['any'])}"
            )
        parts.append("")
    return "\n".join(parts).rstrip()


def report(
    today: date,
    held_out: dict,
    kinds: dict,
    authors: dict,
    agreed: dict,
    starred: dict,
    seen: dict,
    rules_only: dict,
    external: dict,
) -> str:
    """The report of quality as it stands in docs/."""
    return f"""# Качество правил п. 5.3

Составлено командой `python -m benchmarks.rules_quality` {today:%d.%m.%Y}; версия модели `{model.version()}`. Правится только этой командой.

Правило сработало, если у сообщения есть отметка любого уровня. В скобках — 95\u00a0% интервал: Уилсона для долей, бутстреп по семьям
сообщений для F1 и средней точности. Спорные метки не считаются. Время суток здесь не участвует: тихие часы решают часы и реестр.

## Отложенная часть корпуса
Строки `split = test` корпуса `regulation/corpus/`: их писали авторы (сейчас их {len(authors)}), ни одной строки которых нет в обучении; ни словарей,
ни порогов по ним не писали, текстов не читали.

{_rule_table(held_out["rules"])}

## Смесь и обычная переписка
Автор `{ORDINARY_CHATS}` писал переписку, как она идёт: семь сообщений из десяти ничего не нарушают, многое понятно только из разговора. Остальные писали смесь: больше
половины — нарушения всех видов, прочее большей частью нарочно на них похоже. Планки поставлены для смеси; обычную переписку правила
судят хуже, болтовню — заметно.

{_kind_table(kinds)}

## По авторам
F1 каждого правила у каждого отложенного автора: разброс говорит, чего ждать от чата, которого никто не видел.

{_author_table(authors)}

## Согласие разметчиков
Часть отложенных сообщений (`second_labels/heldout.csv` корпуса) разметили заново ещё двое, не видя меток (каппа Коэна; спорное у любого из пары не считается):

{_agreement_table(agreed)}

## Уровни
«Явный признак» показывают там, где измеренная точность не ниже 0,95; остальное — «на проверку».

{_level_table(held_out["rules"])}

## Чистые сообщения
Отложенных сообщений без нарушений — {held_out["clean"]["messages"]}; больше половины из них нарочно похожи на нарушения
(роли, фамилии, блюда, правовые слова), поэтому в обычной переписке доля ложных отметок ниже.

{_clean_lines(held_out["clean"])}

## Обычные слова со звёздочкой
Разных слов отложенных чистых сообщений (4–10 букв) — {starred["messages"]}; в каждое поставлена звёздочка на случайное место внутри
(«пое*дка»). Отмечено как брань:

{_clean_lines(starred, STARRED_BARS)}

## Что добавляет модель и насколько правила подогнаны
{_comparison_table(held_out, seen, rules_only)}

Разница между учебными и отложенными строками показывает, насколько словари привыкли к виденному: новой речи правила
встретят скорее как отложенную часть, чем как учебную.

## Чужие наборы
Модель на них не училась, тексты в проект не входят. Калибровочный набор смотрели, когда писали правила и корпус: его показатели
завышены и о качестве не говорят.

{_external_part(external)}

## Чему здесь нельзя верить
- Отложенных авторов {len(authors)}; живые чаты разнообразнее: ждите показателей ниже, чем здесь, и смотрите на разброс по авторам и на интервалы.
- Сводные показатели отложенной части видели по ходу работы, поэтому полностью независимой она не является; её текстов не читали.
- Согласие разметчиков высоко и потому, что все они держались одних правил разметки: люди из чатов разойдутся больше. Спорное исключено.
- Доля нарушений в корпусе намеренно велика. В чате, где нарушений мало, точность тех же правил ниже, чем в таблице;
  живую точность показывают решения людей на странице «Правила и показатели».
- Оскорбление без обидных слов (насмешка, намёк), угроза намёком и личные сведения без чисел и имён — известные пробелы.
"""


if __name__ == "__main__":
    main()
