"""Each room of the networks keeps its own addresses; their names are all `networks:…`."""

from django.urls import include, path

app_name = "networks"
ROOMS = ("profiles", "joining", "missions", "pay", "directory", "life", "agenda", "news")
urlpatterns = [path("", include(f"networks.{room}.urls")) for room in ROOMS]
