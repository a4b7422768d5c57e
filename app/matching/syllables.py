"""Sounds of names: Han characters and Latin spellings as toneless syllables, folded as dialects fold them."""

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, pinyin

Syllable = frozenset[str]
"""The readings one syllable may have; two syllables agree when they share one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Readings that a character has only as a surname.
SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "曾": "zeng", "任": "ren", "区": "ou", "盖": "ge",
    "朴": "piao", "乐": "yue", "覃": "qin", "缪": "miao", "翟": "zhai", "冼": "xian", "燕": "yan", "葛": "ge",
    "员": "yun", "召": "shao", "折": "she", "那": "na", "种": "chong", "秘": "bi", "繁": "po", "黑": "he",
    "郗": "xi", "尹": "yin", "宁": "ning", "纪": "ji", "华": "hua", "洗": "xian", "卜": "bu", "薄": "bo",
    "柏": "bai", "车": "che", "能": "nai", "牟": "mu", "尉": "wei", "隗": "wei", "逄": "pang", "臧": "zang",
    "单于": "chan yu", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai",
}  # fmt: skip
COMPOUND_SURNAMES = _words(
    "欧阳 单于 尉迟 万俟 长孙 澹台 司马 上官 诸葛 东方 皇甫 慕容 公孙 令狐 宇文 司徒 夏侯 轩辕 端木 独孤 "
    "南宫 呼延 西门 百里 东郭 钟离 申屠 太史 闻人 赫连 濮阳 淳于 公冶 宗政 鲜于 闾丘 司空 拓跋 纳兰"
)
_COMPOUND_SPELLINGS = _words(
    "ouyang yuchi moqi zhangsun tantai sima shangguan zhuge dongfang huangfu murong gongsun linghu yuwen "
    "situ szeto xiahou xuanyuan duanmu dugu nangong huyan ximen baili auyeung"
)
_TRADITIONAL_PAIRS = (
    "陳陈張张劉刘黃黄楊杨趙赵吳吴孫孙馬马羅罗鄭郑謝谢許许韓韩馮冯鄧邓蕭萧葉叶呂吕蘇苏盧卢蔣蒋賈贾餘余譚谭鐘钟鍾钟譙谯範范閻阎龔龚顧顾賴赖龍龙萬万錢钱湯汤賀贺嚴严賽赛華华偉伟國国強强軍军麗丽"
    "蘭兰鳳凤紅红靜静潔洁瑩莹慶庆東东輝辉傑杰澤泽濤涛潤润誠诚詩诗語语軒轩堯尧樂乐歡欢愛爱寶宝貝贝雲云飛飞嶽岳紹绍緯纬綱纲維维紀纪純纯綠绿練练細细結结統统經经縣县聖圣聰聪聲声職职興兴舊旧莊庄"
    "蓮莲蔭荫薩萨藝艺蘊蕴衛卫裡里補补覺觉觀观計计訓训記记設设評评詠咏該该詳详認认請请談谈論论謙谦證证讓让豐丰貞贞貴贵賓宾賢贤質质躍跃車车載载輕轻連连進进達达遠远遲迟鄉乡鄒邹醫医釗钊鈞钧銀银"
    "銘铭鋒锋錦锦鎮镇長长門门開开間间關关陽阳階阶際际難难電电霽霁靈灵韋韦韻韵順顺頌颂願愿顏颜風风飄飘養养駿骏驊骅鵬鹏鶴鹤麥麦齊齐龐庞單单歐欧陸陆鄔邬鄺邝婁娄寧宁畢毕榮荣滿满溫温區区曉晓穎颖"
    "瑋玮瑤瑶義义廣广億亿學学書书聞闻習习樹树楓枫橋桥歲岁燦灿爾尔獻献瓊琼畫画碩硕禎祯竇窦節节羨羡臨临蘋苹譽誉邁迈鑒鉴闊阔雙双韜韬駱骆鮑鲍鷹鹰黨党點点彥彦嬌娇嫻娴將将崗岗嵐岚帥帅師师彌弥恆恒"
    "問问悅悦憲宪懷怀戰战揚扬時时曄晔會会來来儀仪優优兒儿凱凯劍剑勁劲勝胜勳勋協协喬乔嘯啸園园團团堅坚壽寿夢梦婭娅嬋婵臺台灣湾"
)
_TRADITIONAL = str.maketrans(dict(zip(_TRADITIONAL_PAIRS[::2], _TRADITIONAL_PAIRS[1::2], strict=True)))
# Hong Kong and Taiwan spellings of surnames, beside what they are in pinyin.
ROMANISED = {
    "chan": "chen", "wong": "wang huang", "lee": "li", "cheung": "zhang", "lau": "liu", "ng": "wu huang",
    "leung": "liang", "ho": "he hao", "lam": "lin", "kwok": "guo", "tsai": "cai", "hsu": "xu", "hsieh": "xie",
    "chang": "zhang", "chiang": "jiang", "tsang": "zeng", "yeung": "yang", "yip": "ye", "ip": "ye",
    "kwan": "guan", "tam": "tan", "tang": "deng", "lo": "luo", "chow": "zhou", "chou": "zhou", "chu": "zhu",
    "chung": "zhong", "fung": "feng", "hui": "xu", "kong": "jiang", "kwong": "kuang", "lai": "li",
    "law": "luo",
    "mak": "mai", "mok": "mo", "poon": "pan", "siu": "xiao", "so": "su", "szeto": "situ", "to": "du",
    "tong": "tang",
    "tse": "xie", "yau": "qiu", "yuen": "yuan ruan", "yung": "rong", "cheng": "zheng", "tseng": "zeng",
    "hsiao": "xiao", "kuo": "guo", "tsao": "cao", "yeh": "ye", "chuang": "zhuang", "chiu": "qiu zhao",
    "choi": "cai", "au": "ou", "chin": "jin", "king": "jin", "lui": "lv", "lu": "lv", "chia": "jia",
    "shih": "shi",
    "kao": "gao", "pai": "bai", "tsui": "cui xu", "sung": "song", "hung": "hong", "ting": "ding", "tu": "du",
    "liew": "liu", "teo": "zhang", "goh": "wu", "koh": "xu", "ong": "wang", "chua": "cai", "sim": "shen",
    "yee": "yu", "woo": "hu", "wu": "hu", "shum": "cen shen", "sham": "cen", "shek": "shi", "lok": "luo",
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
# Two letters before one: zh is not z.
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_FINALS = _words(
    "iang iong uang ang eng ing ong ian uan iao uai an en in un ai ei ao ou ia ie iu ua uo ui ue ve a o e i u v"
)
_ALONE = _words("a ai an ang ao e ei en eng er o ou")
LONGEST_NAME = 6
_MOST_READINGS = 12


def clean(typed: str) -> str:
    """Full width, case, accents of Latin letters and traditional characters folded; spaces made single."""
    text = unicodedata.normalize("NFKC", typed).casefold().replace("ü", "v").translate(_TRADITIONAL)
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(plain.split())


def is_han(character: str) -> bool:
    """Whether this is a Chinese character."""
    return bool(_HAN.match(character))


def han_of(text: str) -> str:
    """Only the Chinese characters of a text."""
    return "".join(_HAN.findall(text))


@lru_cache(maxsize=20_000)
def readings(character: str) -> Syllable:
    """Every toneless reading of one character."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(found[0]) if found else frozenset({character})


@lru_cache(maxsize=200_000)
def syllables_of_han(name: str) -> tuple[Syllable, ...]:
    """One syllable a character; the surname with its surname reading, compound surnames first."""
    length = surname_length(name)
    said = SURNAME_READINGS.get(name[:length])
    head = tuple(frozenset({one}) for one in said.split()) if said else tuple(map(readings, name[:length]))
    return head + tuple(map(readings, name[length:]))


def surname_length(name: str) -> int:
    """How many characters the surname has: 2 for 欧阳, otherwise 1."""
    return 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1


@lru_cache(maxsize=5_000)
def is_pinyin(syllable: str) -> bool:
    """Whether the letters can be one toneless pinyin syllable."""
    if syllable in _ALONE:
        return True
    initial = next((i for i in _INITIALS if syllable.startswith(i)), "")
    return bool(initial) and syllable[len(initial) :] in _FINALS


@lru_cache(maxsize=50_000)
def cuts(token: str) -> tuple[tuple[str, ...], ...]:
    """Every way to cut joined pinyin into at most four syllables, fewest first: xian, xi an."""
    ways: dict[int, list[tuple[str, ...]]] = {0: [()]}
    for end in range(1, len(token) + 1):
        ways[end] = [
            (*before, token[start:end])
            for start in range(max(0, end - LONGEST_NAME), end)
            if is_pinyin(token[start:end])
            for before in ways[start][:_MOST_READINGS]
            if len(before) < 4
        ]
    return tuple(sorted(ways[len(token)], key=len)[:_MOST_READINGS])


@lru_cache(maxsize=100_000)
def syllables_of_latin(name: str) -> tuple[tuple[Syllable, ...], ...]:
    """The ways to read Latin letters as syllables; none when they cannot be a Chinese name."""
    ways: list[tuple[Syllable, ...]] = [()]
    for token in re.findall(r"[a-z']+", name)[:4]:
        ways = [way + tail for way in ways for tail in _ways_of_token(token.strip("'"))][:_MOST_READINGS]
    return tuple(way for way in ways if 1 <= len(way) <= 4)


def _ways_of_token(token: str) -> list[tuple[Syllable, ...]]:
    romanised = frozenset(ROMANISED.get(token, "").split())
    ways = [tuple(frozenset({one}) for one in way) for way in cuts(token.replace("'", ""))]
    if not romanised:
        return ways
    own = frozenset({token}) if is_pinyin(token) else frozenset()
    whole = [tuple(frozenset({one}) for one in way) for name in sorted(romanised) for way in cuts(name)[:1]]
    one = frozenset(name for name in romanised if is_pinyin(name)) | own
    return [*([(one,)] if one else []), *(way for way in whole + ways if len(way) > 1)]


def has_compound_spelling(name: str) -> bool:
    """Whether Latin letters begin with a compound surname: ouyang."""
    return name.replace(" ", "").startswith(tuple(_COMPOUND_SPELLINGS))


@lru_cache(maxsize=10_000)
def fold_reading(reading: str) -> str:
    """As dialects fold it: zh/z ch/c sh/s, n/l/r, f/h, -ang/-an -eng/-en -ing/-in."""
    folded = re.sub(r"^([zcs])h", r"\1", reading)
    folded = re.sub(r"^[nr]", "l", folded)
    folded = re.sub(r"^(f|hu(?=[aeo]))", "h", folded)
    folded = re.sub(r"^hu[in]$", lambda m: "hei" if m[0] == "hui" else "hen", folded)
    return re.sub(r"([aei])ng$", r"\1n", folded)


@lru_cache(maxsize=50_000)
def fold(syllable: Syllable) -> Syllable:
    """The folded readings of a syllable."""
    return frozenset(map(fold_reading, syllable))
