from django.urls import path

from cabinet.payments import views

urlpatterns = [
    path("cabinet/bills/", views.bills, name="bills"),
    path("cabinet/bills/<uuid:pk>/", views.bill, name="bill"),
    path("cabinet/bills/<uuid:pk>/payment/", views.payment, name="bill_payment"),
    path("cabinet/bills/<uuid:pk>/check/", views.check, name="bill_check"),
    path("payments/callback/", views.callback, name="payment_callback"),
]
