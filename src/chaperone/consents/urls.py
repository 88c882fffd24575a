from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("", lambda r, practice: HttpResponse("soon"), name="list"),
    path("<uuid:pk>/", lambda r, practice, pk: HttpResponse("soon"), name="detail"),
]
