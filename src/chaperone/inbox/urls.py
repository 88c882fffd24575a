from django.http import HttpResponse
from django.urls import path


def _soon(request, practice):
    return HttpResponse("being built")


urlpatterns = [
    path("", _soon, name="list"),
]
