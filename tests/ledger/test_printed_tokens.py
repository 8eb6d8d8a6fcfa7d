"""A printed token is the evidence of a number: digits, scale, unit and currency are the fact's, in any spelling."""

from decimal import Decimal

import pytest

from macros.ledger.ledger import Ledger
from macros.ledger.printed_tokens import Vocabulary, token_problems


@pytest.fixture(scope="module")
def words(ledger: Ledger) -> Vocabulary:
    """The words of our own units."""
    return Vocabulary.of(ledger.units.values())


@pytest.mark.parametrize(
    ("unit", "tokens"),
    [
        ("usd_billion", "5億|5百億|5萬億|5億美元|5百萬|5 兆美元|5萬|5 亿|5千"),
        ("usd_billion", "5 millions|5 mln|5 MM|5 mio|5 T|5 trn|5 trillions|5 MILLION|$5-million|5 hundred million|5m"),
        ("usd_billion", "million 5|百万 5|tn 5|5 USD m|5 US$m|$m 5|５ ｍｉｌｌｉｏｎ"),
        ("usd_billion", "EUR 5|CAD 5 billion|5 billion CAD|CHF5bn|5bn CHF|5 billion Euro|€5|5％|5 GW|5倍|5年"),
        ("usd_billion", "5 港元|5 人民币|RMB 5 bn|5 bn yen|5亿日元|5元|￥5|XY$5|5 pounds|5 G$|5十亿日圓"),
        ("usd_100m", "5億歐元|5亿港幣|5十亿|5 亿元|5 billion"),
        ("eur_billion", "EURm 5|5mEUR|5 Millionen|5 佰億歐元|＄5|5 billion US$|5 billion $|US$5"),
        ("percent", "5 pp|5 points|5‰|5成|5 点|5 years|5 a year|5 bps|$5"),
        ("percentage_point", "5 ％|5%|5 bps|5个基点"),
        ("year", "5 months|5 个月|5 quarters|5 weeks|5 days"),
        ("month", "5年|5 years|5 minutes"),
        ("minute", "5 hours|5小时|5 months"),
        ("gbps", "5 Tbps|5 GB/s|5 Mbps"),
        ("gigawatt", "5 MW|5兆瓦|5 万千瓦|5 TW|5 GWh|5 watts"),
        ("one", "5萬|5 K|5 lakh|5%|5x|5倍|5 hundred"),
    ],
)
def test_another_scale_unit_or_currency_is_refused(ledger: Ledger, words: Vocabulary, unit: str, tokens: str) -> None:
    """Before or after the number, in either script, short or in the plural, known to our units or not."""
    passed = [each for each in tokens.split("|") if not list(token_problems(each, [Decimal(5)], ledger.units[unit], words))]
    assert passed == []


@pytest.mark.parametrize(
    ("unit", "tokens"),
    [
        (
            "usd_billion",
            "5|$5|$ 5 billion|5 billion+|US$5bn|5 十億美元|USD 5 Mrd|(5)|nearly 5 billion US dollars|~$5 B|5bnUSD|USDbn 5",
        ),
        ("usd_million", "$5|$5 a month|5 Millions|5MM|百萬美元 5|５百万"),
        ("usd_100m", "5億|5 亿美元|超过 5 亿"),
        ("cad_billion", "C$5 billion|CA$5 bn|5 billion CAD"),
        ("percent", "5％|百分之5|5 percent|5 PERCENT growth|over 5%|(5)%|-5%|5% a year|5% yearly|three quarters"),
        ("percentage_point", "5個百分點|5 pp|5个点"),
        ("year", "5 years|5-plus-year|5年|5|5+ years"),
        ("minute", "5 minutes|5 分鐘"),
        ("gigawatt", "5GW|5 Gigawatts|5百万千瓦"),
        ("one", "5 of the top 10|5 new|5 个|5+"),
        ("ten_thousand", "5 萬顆|5万"),
    ],
)
def test_the_same_written_otherwise_is_evidence(ledger: Ledger, words: Vocabulary, unit: str, tokens: str) -> None:
    """Without a unit too, as tables print numbers; other words say nothing about it."""
    refused = [each for each in tokens.split("|") if list(token_problems(each, [Decimal(5)], ledger.units[unit], words))]
    assert refused == []


def test_a_word_for_two_units_is_refused_but_for_a_sign_that_two_currencies_share(ledger: Ledger) -> None:
    """A unit of money shares the words of its currency, which is known without units too."""
    words = Vocabulary.of([ledger.units["usd"], ledger.units["basis_point"]])
    euro, point = ledger.units["eur"], ledger.units["percentage_point"]
    told = [words.refusal(word, euro) for word in ("€", "＄", "£", "億", "Mrd", "bp")]
    assert told == [
        None,
        '"＄" stands for USD; a word has one meaning',
        '"£" stands for GBP; a word has one meaning',
        '"億" is a word for a scale; write words for the unit alone',
        '"Mrd" is a word for a scale; write words for the unit alone',
        '"bp" stands for percentage point; a word has one meaning',
    ]
    assert words.refusal("bps", point) == '"bps" stands for another size of percentage point; a word has one meaning'
    assert words.refusal("USD", ledger.units["usd_billion"]) is None
