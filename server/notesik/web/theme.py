"""The site's theme over HTTP. For the bearer of the site's secret key."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik import theme_work
from notesik.themes import read_theme, theme_document
from notesik.web.access import site_of_owner
from notesik.web.bodies import read_json
from notesik.web.house import house_of


async def get_theme(request: Request) -> Response:
    """The colours, font and corners of the site's widgets; empty where it has none of its own."""
    document = await theme_work.stored_theme(house_of(request).client, site_of_owner(request).site.id)
    return JSONResponse(document)


async def put_theme(request: Request) -> Response:
    """Apply the theme in the body in place of the one that there is. What could not be read on it is refused."""
    live = site_of_owner(request)
    theme = read_theme(await read_json(request))
    await theme_work.apply_theme(house_of(request).client, live.site.id, theme)
    return JSONResponse(theme_document(theme))


ROUTES = [
    Route("/api/v1/theme", get_theme, methods=["GET"]),
    Route("/api/v1/theme", put_theme, methods=["PUT"]),
]
