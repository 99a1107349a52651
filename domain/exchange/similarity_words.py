"""Words and addresses that tell no company from another: legal forms, linking words, mail and sites for everybody."""

from __future__ import annotations

from typing import Final

_FORMS: Final = """
    spa sa sac sas saa sacv sapi ltda limitada ltd limited eirl sociedad soc anonima acciones responsabilidad individual
    cia compania company co corp corporation inc incorporated llc llp plc lp gmbh ag kg ohg mbh sl slu srl sarl sasu
    eurl bv nv ab as oy oyj aps pty pte pvt kk kft doo sp zoo rl cv spz ooo oao
"""
_LINKS: Final = """
    de del la las los el lo y e en por para da do dos das di der die das und the of and for et le les du des
"""

LEGAL_FORMS: Final = frozenset(_FORMS.split())
"""What companies add to their name by law, in Chile and in the markets they trade with; single letters joined."""

LINKING: Final = frozenset(_LINKS.split())
"""Words that link the others."""

FREE_MAIL: Final = frozenset(
    {
        *("gmail", "googlemail", "hotmail", "outlook", "live", "yahoo", "ymail", "msn", "icloud", "aol", "gmx", "zoho"),
        *(
            "protonmail",
            "proton",
            "yandex",
            "mail.com",
            "mail.ru",
            "me.com",
            "qq.com",
            "163.com",
            "126.com",
            "sina.com",
        ),
        *("foxmail.com", "naver.com", "daum.net", "hanmail.net", "web.de", "t-online.de", "vtr.net", "terra.cl"),
        *("tie.cl", "entelchile.net", "123mail.cl", "uol.com.br", "bol.com.br", "libero.it", "orange.fr", "rediffmail"),
    }
)
"""Providers of mail for everybody: a whole domain, or how its name begins whatever the country."""

SHARED_SITES: Final = frozenset(
    {
        *("facebook.com", "m.facebook.com", "es-la.facebook.com", "instagram.com", "linkedin.com", "cl.linkedin.com"),
        *("x.com", "twitter.com", "tiktok.com", "youtube.com", "linktr.ee", "sites.google.com", "wa.me", "bit.ly"),
        *("alibaba.com", "etsy.com", "amazon.com", "mercadolibre.cl"),
    }
)
"""Sites on which many companies have a page each."""
