from django.urls import path

from networks.joining.documents import views

urlpatterns = [
    path("mon-profil/pieces/", views.my_documents, name="my_documents"),
    path("mon-profil/pieces/<uuid:pk>/", views.my_document, name="my_document"),
    path("mon-profil/pieces/<uuid:pk>/supprimer/", views.remove_document, name="remove_document"),
    path("membres/pieces/", views.documents, name="documents"),
    path("membres/pieces/manquantes/", views.missing_documents, name="missing_documents"),
    path("membres/pieces/<uuid:pk>/", views.document, name="document"),
]
