from __future__ import annotations

from django.urls import path

from chaperone.library import hand_over_views, image_views, upload_views, views

urlpatterns = [
    path("", views.show_list, name="list"),
    path("upload/", upload_views.upload, name="upload"),
    path("hand-over/", hand_over_views.hand_over, name="hand_over"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/open/", views.open_original, name="open"),
    path("opened/<uuid:pk>/", views.opened, name="opened"),
    path("opened/<uuid:pk>/image/", image_views.original_image, name="original_image"),
    path("versions/<uuid:pk>/image/", image_views.rendition_image, name="rendition_image"),
    path("versions/<uuid:pk>/thumb/", image_views.rendition_thumb, name="rendition_thumb"),
    path("versions/<uuid:pk>/file/", image_views.rendition_file, name="rendition_file"),
    path("versions/<uuid:pk>/redact/", views.redact, name="redact"),
    path("versions/<uuid:pk>/retry/", views.retry, name="retry"),
    path("versions/<uuid:pk>/marks/", views.check_marks, name="check_marks"),
    path("versions/<uuid:pk>/progress/", views.progress, name="progress"),
]
