"""Addresses of powers and matters."""

from django.urls import path

from lianjing.rooms.powers import views, views_drawings, views_editor, views_matters, views_papers, views_versions

app_name = "powers"
urlpatterns = [
    path("", views.home, name="home"),
    path("matters/", views_matters.listed, name="matters"),
    path("matters/<int:matter_id>/", views_matters.shown, name="matter"),
    path("matters/<int:matter_id>/check/", views_matters.check, name="matter_check"),
    path("matters/<int:matter_id>/take/", views_matters.take, name="matter_take"),
    path("matters/<int:matter_id>/amount/", views_matters.amount, name="matter_amount"),
    path("matters/<int:matter_id>/close/<slug:name>/", views_matters.close, name="matter_close"),
    path("matters/hands/<int:hand_id>/", views_matters.confirm, name="matter_confirm"),
    path("versions/<int:version_id>/", views_versions.shown, name="version"),
    path("versions/<int:version_id>/edit/", views_editor.shown, name="version_edit"),
    path("versions/<int:version_id>/move/", views_editor.move, name="version_move"),
    path("versions/<int:version_id>/head/", views_editor.head, name="version_head"),
    path("versions/<int:version_id>/rows/<int:row>/", views_editor.row, name="version_row"),
    path("versions/<int:version_id>/rows/<int:row>/preview/", views_editor.preview, name="version_preview"),
    path("versions/<int:version_id>/bpmn/", views_editor.bpmn, name="version_bpmn"),
    path("versions/<int:version_id>/draw/", views_drawings.draw, name="version_draw"),
    path("versions/<int:version_id>/chart.bpmn", views_drawings.chart, name="version_chart"),
    path("drawings/<int:drawing_id>/", views_drawings.kept, name="drawing_kept"),
    path("drawings/<int:drawing_id>/chart.bpmn", views_drawings.kept_file, name="drawing_file"),
    path("drawings/<int:drawing_id>/discard/", views_drawings.discard, name="drawing_discard"),
    path("versions/<int:version_id>/check/", views_versions.check, name="version_check"),
    path("versions/<int:version_id>/consult/", views_versions.consult, name="version_consult"),
    path("versions/<int:version_id>/approve/", views_versions.approve, name="version_approve"),
    path("versions/<int:version_id>/say/", views_versions.say, name="version_say"),
    path("versions/<int:version_id>/back/<slug:name>/", views_versions.draft_step, name="version_back"),
    path("versions/<int:version_id>/refuse/<slug:name>/", views_versions.refuse, name="version_refuse"),
    path("opinions/<int:opinion_id>/", views_versions.answer, name="opinion_answer"),
    path("<slug:item>/", views.shown, name="power"),
    path("<slug:item>/versions/", views_versions.listed, name="versions"),
    path("<slug:item>/edit/", views_versions.start, name="version_start"),
    path("<slug:item>/chart.bpmn", views_papers.bpmn, name="bpmn"),
    path("<slug:item>/poster.pdf", views_papers.poster, name="poster"),
    path("<slug:item>/notices/", views_papers.forms, name="blank_notices"),
    path("<slug:item>/drawing.svg", views_papers.drawing, name="drawing"),
    path("<slug:item>/light/", views.light, name="light"),
    path("<slug:item>/quiz/", views.quiz, name="quiz"),
    path("<slug:item>/begin/", views_matters.begin, name="begin"),
]
