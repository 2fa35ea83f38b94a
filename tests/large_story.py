"""A large story made up for the tests: three wires, many outlets, copies cut, reworded, relabelled, over two weeks."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

PLACES = ("البصرة", "العمارة", "الناصرية", "الكوت", "الموصل", "بغداد", "الأهواز", "الكويت", "عبادان", "كركوك", "واشنطن")
AGENCIES = ("وكالة الأنباء الفرنسية", "رويترز", "الأناضول")
FIRST_DAY = date(2026, 3, 2)
LABELS = ("مسلحين", "إرهابيين", "متمردين", "متشددين")
SPEAKERS = ("المهندس سالم البحري", "الدكتورة ليلى المرواني", "العميد حازم الربيعي")
# Sentences of each wire: {place}, {n}, {label} and {verb} change from copy to copy.
LEADS = (
    "أعلنت هيئة السدود أن منسوب النهر عند {place} ارتفع مساء أمس إلى {n} سنتيمتراً فوق المعدل وأن بوابتين فتحتا.",
    "أغلقت السلطات في {place} ثلاثة جسور بعد أن جرفت المياه الطريق القديم وعطلت قوارب العبور طوال نهار أمس.",
    "وصلت إلى {place} أربع قوافل تحمل مضخات وخياماً بعد ثلاثة أيام من انهيار السدة الترابية شرق المدينة.",
)
BODY = (
    "{verb} {speaker} إن «{n} عائلة نقلت إلى مدارس الحي الشمالي ولم يسجل أي نقص في المياه الصالحة للشرب».",
    "وأضاف أن فرق الصيانة تعمل على مدار الساعة لإعادة الكهرباء إلى محطة الضخ الرئيسية قبل نهاية الأسبوع.",
    "وقال شهود إن {label} منعوا سائقي القوافل من بلوغ الضفة الشرقية وأطلقوا النار في الهواء عند نقطة التفتيش.",
    "وكانت {place} شهدت قبل عامين فيضاناً مشابهاً غمر السوق القديم وأتلف مخازن الحبوب في ثلاث قرى مجاورة.",
    "وأوضح {speaker} أن خفض المنسوب يحتاج إلى {n} يوماً على الأقل إذا لم تهطل أمطار جديدة فوق الجبال.",
    "ونقلت القوافل الطبية {n} مصاباً إلى مستشفى {place} العام بينهم أطفال ومسنون أصيبوا حين انهار جدار المدرسة.",
    "وطالب مجلس المحافظة بصرف تعويضات عاجلة للمزارعين الذين فقدوا مواشيهم وبذورهم ومضخاتهم على ضفتي النهر.",
    "وتقول الهيئة إن السدة الترابية بنيت على عجل ولم تدعم بالحجر كما أوصت لجنة من المهندسين قبل خمس سنوات.",
)
OWN = (
    "وزار مراسلنا حي البساتين ورأى قوارب خشبية تنقل الخبز بين البيوت الغارقة.",
    "وقال صاحب متجر في السوق إنه أنقذ دفاتره وحدها وترك كل ما عداها للماء.",
    "وتوقعت الأرصاد أن تنقشع الغيوم مساء الغد وأن تعود الملاحة بعد ذلك بيومين.",
    "ودعت نقابة الصيادين إلى فتح الممر البحري أمام الزوارق الصغيرة من دون رسوم.",
)


def made_reports(number: int, *, seed: int = 7) -> list[dict[str, str]]:
    """Return so many records of one story, as a JSON Lines source has them."""
    chance = random.Random(seed)
    return [_made_report(each, chance) for each in range(number)]


def _made_report(number: int, chance: random.Random) -> dict[str, str]:
    wire = chance.choices((0, 1, 2), (6, 3, 1))[0]
    kept = [_filled(LEADS[wire], wire, chance)]
    told = [each for each in BODY[wire:] + BODY[:wire] if chance.random() < 0.8]
    kept += [_filled(each, wire, chance) for each in told]
    if chance.random() < 0.5:
        kept.insert(chance.randrange(1, len(kept)), chance.choice(OWN))
    if chance.random() < 0.2:  # a paragraph moved to another place
        kept.append(kept.pop(1))
    credit = f"({AGENCIES[wire]}) " if chance.random() < 0.4 else ""
    day = FIRST_DAY + timedelta(days=min(13, int(chance.expovariate(0.35)) + wire * 2))
    return {
        "id": str(number),
        "outlet": f"صحيفة الضفة {1 + int(39 * chance.random() ** 1.7)}",
        "title": f"النهر يرتفع عند {PLACES[wire]}: {chance.choice(('قوافل', 'جسور', 'عائلات', 'مضخات'))} ({number})",
        "text": f"{PLACES[wire]} - {credit}" + "\n".join(kept),
        "published": day.isoformat() if chance.random() < 0.95 else "",
    }


def _filled(sentence: str, wire: int, chance: random.Random) -> str:
    often = chance.random() < 0.8
    return sentence.format(
        place=PLACES[wire] if often else chance.choice(PLACES),
        n=(40, 120, 300)[wire] if often else chance.choice((35, 45, 60, 150)),
        label=LABELS[wire] if often else chance.choice(LABELS),
        speaker=SPEAKERS[wire] if often else chance.choice(SPEAKERS),
        verb="قال" if often else chance.choice(("أكد", "زعم", "أعلن")),
    )


def write_large(folder: Path, number: int) -> Path:
    """Write the story as a JSON Lines file."""
    path = folder / "large.jsonl"
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in made_reports(number)), "utf-8")
    return path
