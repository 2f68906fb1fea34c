"""Read by gunicorn wherever it serves the portal: its access log says which page, never which person."""

from gunicorn.glogging import Logger


class Pages(Logger):
    def atoms(self, resp, req, environ, request_time):
        from centre.logs import page_of  # once Django is ready

        return super().atoms(resp, req, environ, request_time) | {"U": page_of(environ["PATH_INFO"])}


logger_class = Pages
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)s ms"
