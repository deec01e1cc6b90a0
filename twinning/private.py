"""Uploads and letters that are not for everybody lie outside the public folder: no web server hands them out."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="twinning.private.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files under PRIVATE_ROOT; they have no address."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return self.base_location

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")
