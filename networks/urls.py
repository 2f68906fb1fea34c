from django.urls import path

from networks.missions import views as missions

app_name = "networks"
urlpatterns = [
    path("missions/", missions.missions, name="missions"),
    path("missions/apercu/", missions.missions_panel, name="missions_panel"),
]
