from django.urls import path

from practice_groups.fees import views

urlpatterns = [
    path("participations/", views.fees, name="fees"),
    path("participations/recues/", views.receive_fees, name="receive_fees"),
    path("participations/relances/", views.remind_fees, name="remind_fees"),
    path("participations/tableau/", views.fees_export, name="fees_export"),
    path("participations/<int:pk>/", views.fee, name="fee"),
    path("participations/recus/<uuid:pk>/", views.receipt_document, name="receipt_document"),
    path("mes-recus/", views.my_receipts, name="my_receipts"),
    path("mes-recus/<uuid:pk>/", views.my_receipt, name="my_receipt"),
]
