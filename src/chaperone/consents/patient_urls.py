from django.http import HttpResponse
from django.urls import path

app_name = "consent"
urlpatterns = [path("<str:token>/", lambda r, token: HttpResponse("soon"), name="open")]
