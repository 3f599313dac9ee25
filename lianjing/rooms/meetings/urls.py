"""Addresses of joint meetings, resolutions and the quarter."""

from django.urls import path

from lianjing.rooms.meetings import views, views_preparing, views_quarter, views_resolutions, views_session

app_name = "meetings"
urlpatterns = [
    path("", views.home, name="home"),
    path("quarter/", views_quarter.shown, name="quarter"),
    path("quarter/rows/", views_quarter.rows_of, name="quarter_rows"),
    path("quarter/compare/", views_quarter.compared, name="compare"),
    path("quarter/figures.csv", views_quarter.figures_csv, name="quarter_figures"),
    path("quarter/cases.csv", views_quarter.cases_csv, name="quarter_cases"),
    path("resolutions/", views_resolutions.listed, name="resolutions"),
    path("resolutions/<int:resolution_id>/", views_resolutions.shown, name="resolution"),
    path("resolutions/<int:resolution_id>/report/", views_resolutions.report_done, name="report"),
    path("resolutions/<int:resolution_id>/verify/", views_resolutions.verify, name="verify"),
    path("resolutions/<int:resolution_id>/return/", views_resolutions.send_back, name="return"),
    path("lines/<int:line_id>/", views.line, name="line"),
    path("lines/<int:line_id>/strike/", views_preparing.strike, name="strike"),
    path("lines/<int:line_id>/back/", views_preparing.put_back, name="put_back"),
    path("lines/<int:line_id>/record/", views_session.record, name="record"),
    path("lines/<int:line_id>/note/", views_session.note, name="note"),
    path("<int:meeting_id>/", views.shown, name="meeting"),
    path("<int:meeting_id>/day/", views_preparing.day, name="day"),
    path("<int:meeting_id>/view/", views_preparing.view, name="view"),
    path("<int:meeting_id>/move/", views_preparing.move, name="move"),
    path("<int:meeting_id>/add/", views_preparing.add, name="add"),
    path("<int:meeting_id>/prepare/", views_preparing.prepare, name="prepare"),
    path("<int:meeting_id>/open/", views_session.open_, name="open"),
    path("<int:meeting_id>/session/", views_session.shown, name="session"),
    path("<int:meeting_id>/note/", views_session.note_rest, name="note_rest"),
    path("<int:meeting_id>/draft/", views_session.draft, name="draft"),
    path("<int:meeting_id>/minutes/", views.minutes, name="minutes"),
    path("<int:meeting_id>/sign/", views_session.sign, name="sign"),
    path("<int:meeting_id>/object/", views_session.object_, name="object"),
    path("<int:meeting_id>/print/", views.agenda_print, name="agenda_print"),
    path("<int:meeting_id>/agenda.pdf", views.agenda_pdf, name="agenda_pdf"),
    path("<int:meeting_id>/minutes.pdf", views.minutes_pdf, name="minutes_pdf"),
]
