"""Which language a page and a mail speak.

Pages for those who take part, and the doors of accounts, speak French, Dutch and English; every other page is French,
whole, rather than half of it in another language. What somebody chose by hand comes first, then what she is written
to in, then the language of the group that the page is about, then what her browser asks for.
"""

from django.conf import settings
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

OFFERED = dict(settings.LANGUAGES)
DOORS = "allauth."  # login, password, second factor


def in_three_languages(view):
    """The outermost decorator of a view whose page is in the catalogues."""
    view.in_three_languages = True
    return view


def between(own: str, of_the_group: str = "") -> str:
    """Somebody's language, unless it is the one that everybody starts with and the group speaks another."""
    return own if own != settings.LANGUAGE_CODE else of_the_group or own


def follow_group(request, language: str) -> None:
    """From here on, this answer is in the language of the group it is about, unless the reader chose another."""
    translation.activate(_chosen(request) or _of_reader(request, language))


def speaks(name: str) -> bool:
    """Whether the page of this URL name is in the catalogues."""
    return getattr(resolve(reverse(name)).func, "in_three_languages", False)


def stay_french(request) -> None:
    """For this reader the page holds what no catalogue has: it is French, whole, and offers no other language."""
    request.speaks = ()
    translation.activate(settings.LANGUAGE_CODE)


class PagesSpeak(MiddlewareMixin):
    def process_view(self, request, view, args, kwargs):
        request.speaks = ()
        translation.activate(settings.LANGUAGE_CODE)
        if getattr(view, "in_three_languages", False) or view.__module__.startswith(DOORS):
            request.speaks = settings.LANGUAGES
            translation.activate(_chosen(request) or _of_reader(request))

    def process_response(self, request, response):
        if getattr(request, "speaks", ()):
            response.headers.setdefault("Content-Language", translation.get_language())
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        translation.activate(settings.LANGUAGE_CODE)
        return response


def _chosen(request) -> str:
    """A fragment speaks as the page that asks for it; a page, as the reader chose."""
    language = request.headers.get("Page-Language") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in OFFERED else ""


def _of_reader(request, of_the_group: str = "") -> str:
    if request.user.is_authenticated:
        return between(request.user.language, of_the_group)
    return of_the_group or translation.get_language_from_request(request)
