"""What a file sent by a form may take of the server: five megabytes of memory, never the disk.

Django reads the whole body before any view runs (the CSRF check needs it). Past the limit nothing is kept: the file
arrives empty with its true size, so that the form can say « too heavy ».
"""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MAX_BYTES = 5_000_000


class BoundedUpload(FileUploadHandler):
    """Keeps at most `MAX_BYTES` of a request, all its files together."""

    def __init__(self, request=None):
        super().__init__(request)
        self.left = MAX_BYTES

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data, start):
        self.left -= len(raw_data)
        if self.left >= 0:
            self.kept.write(raw_data)
        else:
            self.kept = BytesIO()

    def file_complete(self, file_size):
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
