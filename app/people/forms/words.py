"""Words for everything that describes a person."""

from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, register_words
from app.people.rules import (
    AgeBand,
    Bottom,
    Build,
    Colour,
    Communication,
    Hair,
    MedicalFlag,
    NoPhotoReason,
    Sex,
    Top,
    Where,
    YesNo,
)

register_words(
    {
        Sex.MALE: _l("male"),
        Sex.FEMALE: _l("female"),
        Sex.UNKNOWN: _l("not clear"),
        Build.SLIM: _l("slim"),
        Build.MEDIUM: _l("medium build"),
        Build.HEAVY: _l("heavy"),
        Build.UNKNOWN: _l("not known"),
        Hair.SHORT: _l("short"),
        Hair.LONG: _l("long"),
        Hair.BALD: _l("bald"),
        Hair.GREY: _l("grey or white"),
        Hair.DYED: _l("dyed"),
        Hair.UNKNOWN: _l("not known"),
        YesNo.YES: _l("yes"),
        YesNo.NO: _l("no"),
        YesNo.UNKNOWN: _l("not known"),
        Communication.SPEAKS: _l("speaks"),
        Communication.FEW_WORDS: _l("few words"),
        Communication.NONE: _l("does not speak"),
        Communication.OTHER_LANGUAGE: _l("another language"),
        Communication.SIGNS: _l("sign language"),
        Communication.NOT_ANSWERING: _l("does not answer"),
        Communication.UNKNOWN: _l("not known"),
    }
)
register_words(
    {
        Colour.BLACK: _l("black"),
        Colour.WHITE: _l("white"),
        Colour.GREY: _l("grey"),
        Colour.RED: _l("red"),
        Colour.PINK: _l("pink"),
        Colour.ORANGE: _l("orange"),
        Colour.YELLOW: _l("yellow"),
        Colour.GREEN: _l("green"),
        Colour.BLUE: _l("blue"),
        Colour.NAVY: _l("navy"),
        Colour.PURPLE: _l("purple"),
        Colour.BROWN: _l("brown"),
        Colour.BEIGE: _l("beige"),
        Colour.PATTERNED: _l("patterned"),
        Colour.UNKNOWN: _l("not known"),
        Top.T_SHIRT: _l("T-shirt"),
        Top.SHORT_SLEEVES: _l("short sleeves"),
        Top.LONG_SLEEVES: _l("long sleeves"),
        Top.SHIRT: _l("shirt"),
        Top.HOODIE: _l("hoodie"),
        Top.SWEATER: _l("sweater"),
        Top.VEST: _l("vest"),
        Top.JACKET: _l("jacket"),
        Top.COAT: _l("coat"),
        Top.DOWN_COAT: _l("down coat"),
        Top.PADDED_COAT: _l("padded coat"),
        Top.SCHOOL_UNIFORM: _l("school uniform"),
        Top.DRESS: _l("dress"),
        Top.UNKNOWN: _l("not known"),
        Bottom.TROUSERS: _l("trousers"),
        Bottom.JEANS: _l("jeans"),
        Bottom.TRACKSUIT_TROUSERS: _l("tracksuit trousers"),
        Bottom.SHORTS: _l("shorts"),
        Bottom.SKIRT: _l("skirt"),
        Bottom.LEGGINGS: _l("leggings"),
        Bottom.UNKNOWN: _l("not known"),
    }
)
register_words(
    {
        AgeBand.TODDLER: _l("0–2"),
        AgeBand.SMALL_CHILD: _l("3–5"),
        AgeBand.CHILD: _l("6–9"),
        AgeBand.OLDER_CHILD: _l("10–13"),
        AgeBand.TEENAGER: _l("14–17"),
        AgeBand.ADULT: _l("18–59"),
        AgeBand.SENIOR: _l("60 or over"),
        AgeBand.UNKNOWN: _l("not known"),
        MedicalFlag.DEMENTIA: _l("dementia"),
        MedicalFlag.AUTISM: _l("autism"),
        MedicalFlag.EPILEPSY: _l("epilepsy"),
        MedicalFlag.DIABETES: _l("diabetes"),
        MedicalFlag.HEART: _l("heart trouble"),
        MedicalFlag.ALLERGY: _l("allergy"),
        MedicalFlag.NEEDS_MEDICINE: _l("needs medicine"),
        MedicalFlag.DISABILITY: _l("disability"),
        NoPhotoReason.LATER: _l("later"),
        NoPhotoReason.UPSET: _l("too upset now"),
        NoPhotoReason.REFUSED: _l("does not want it"),
        NoPhotoReason.NO_CAMERA: _l("no camera here"),
        NoPhotoReason.NONE_AT_HAND: _l("nobody has one"),
        Where.STATION: _l("at this station"),
        Where.PICKED: _l("on the map"),
        Where.IN_WORDS: _l("only in words"),
        Where.UNKNOWN: _l("not known"),
    }
)
register_sentences(
    {
        "photo_unreadable": _l(
            "This file is not a photo we can read. Take it again, or choose a JPEG, PNG, WebP or HEIC picture."
        ),
        "photo_too_large": _l(
            "This photo is too large: at most 12 MB and 50 megapixels. Take it again with a smaller setting."
        ),
        "photo_not_stored": _l(
            "The photo could not be stored: the disk may be full. Save without it and tell the administrator."
        ),
    }
)
