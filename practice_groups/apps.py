from django.apps import AppConfig


class PracticeGroupsConfig(AppConfig):
    name = "practice_groups"
    verbose_name = "Groupes de pratique"

    def ready(self):
        from networks.missions.calendars import feed
        from practice_groups.cycles.meetings import feed as meetings
        from practice_groups.cycles.meetings.signals import (
            meeting_changed,
            meeting_replaced,
            meeting_restored,
        )
        from practice_groups.intervision import turns
        from practice_groups.working import calendar

        feed.SOURCES.append(meetings.events)
        feed.SOURCES.append(calendar.events)
        meeting_changed.connect(calendar.follow)
        meeting_changed.connect(turns.follow_called_off)
        meeting_replaced.connect(turns.follow_replaced)
        meeting_restored.connect(calendar.take_up_again)
        meeting_restored.connect(turns.follow_restored)
