from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Orientations"

    def ready(self):
        from networks.missions.calendars import feed
        from referrals.sessions.feed import events

        feed.SOURCES.append(events)
