from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Orientations"

    def ready(self):
        from networks.missions.calendars import feed
        from networks.profiles.signals import places_added
        from referrals.care.waiting import on_places_added
        from referrals.outreach import feed as visits
        from referrals.sessions import feed as sessions

        feed.SOURCES += [sessions.events, visits.events]
        places_added.connect(on_places_added, dispatch_uid="referrals.care.waiting")
