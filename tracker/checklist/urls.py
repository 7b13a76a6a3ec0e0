"""The addresses of the checklist."""

from django.urls import path, register_converter

from tracker.checklist import views


class ClauseNumber:
    """8.5.1.2, or AC.2 in the catalogue of another standard: capitals, so that no page is hidden by it."""

    regex = r"[0-9A-Z][0-9A-Z-]{0,19}(?:\.[0-9A-Z][0-9A-Z-]{0,18}){0,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(ClauseNumber, "clause")

app_name = "checklist"
urlpatterns = [
    path("projects/<slug:slug>/checklist/", views.clause_list, name="clause_list"),
    path("projects/<slug:slug>/checklist/all/", views.all_checkpoints, name="all"),
    path("projects/<slug:slug>/checklist/assigning/", views.assigning, name="assigning"),
    path("projects/<slug:slug>/checklist/filters/", views.keeping, name="keeping"),
    path(
        "projects/<slug:slug>/checklist/filters/<uuid:pk>/removal/", views.kept_removal, name="kept_removal"
    ),
    path("projects/<slug:slug>/checklist/register/", views.register_page, name="register"),
    path("projects/<slug:slug>/checklist/register/<slug:code>/", views.entry, name="entry"),
    path(
        "projects/<slug:slug>/checklist/register/<slug:code>/review/", views.entry_review, name="entry_review"
    ),
    path("projects/<slug:slug>/checklist/who/", views.parts, name="parts"),
    path("projects/<slug:slug>/checklist/who/proposal/", views.proposal, name="proposal"),
    path("projects/<slug:slug>/checklist/who/table/", views.parts_table, name="parts_table"),
    path("projects/<slug:slug>/checklist/who/<clause:number>/", views.clause_parts, name="clause_parts"),
    path("projects/<slug:slug>/checklist/rounds/", views.rounds, name="rounds"),
    path("projects/<slug:slug>/checklist/rounds/<uuid:pk>/", views.assessment_round, name="round"),
    path("projects/<slug:slug>/checklist/rounds/<uuid:pk>/aside/", views.round_aside, name="round_aside"),
    path("projects/<slug:slug>/checklist/tables/", views.exchange, name="exchange"),
    path(
        "projects/<slug:slug>/checklist/tables/confirmation/",
        views.exchange_confirmation,
        name="exchange_confirmation",
    ),
    path("projects/<slug:slug>/checklist/tables/gap-sheet/", views.gap_sheet, name="gap_sheet"),
    path(
        "projects/<slug:slug>/checklist/tables/gap-sheet/confirmation/",
        views.gap_sheet_confirmation,
        name="gap_sheet_confirmation",
    ),
    path(
        "projects/<slug:slug>/checklist/tables/gap-sheet/mending/",
        views.gap_sheet_mending,
        name="gap_sheet_mending",
    ),
    path(
        "projects/<slug:slug>/checklist/<clause:number>/cross-references/", views.crossrefs, name="crossrefs"
    ),
    path(
        "projects/<slug:slug>/checkpoints/<uuid:pk>/cross-references/<uuid:crossref>/removal/",
        views.crossref_removal,
        name="crossref_removal",
    ),
    path(
        "projects/<slug:slug>/checkpoints/<uuid:pk>/evidence/<uuid:revision>/taking-over/",
        views.taking_over,
        name="taking_over",
    ),
    path("projects/<slug:slug>/checklist/tables/<slug:kind>.xlsx", views.table_file, name="table_file"),
    path("projects/<slug:slug>/checklist/checklist.xlsx", views.export, name="export"),
    path("projects/<slug:slug>/checklist/<clause:number>/", views.clause, name="clause"),
    path("projects/<slug:slug>/checklist/<clause:number>/owner/", views.clause_owner, name="clause_owner"),
    path(
        "projects/<slug:slug>/checklist/<clause:number>/evidence/",
        views.clause_evidence,
        name="clause_evidence",
    ),
    path("projects/<slug:slug>/checkpoints/<uuid:pk>/", views.checkpoint, name="checkpoint"),
    path("projects/<slug:slug>/checkpoints/<uuid:pk>/comments/", views.comments, name="comments"),
    path(
        "projects/<slug:slug>/checkpoints/comments/<uuid:pk>/withdrawal/",
        views.comment_withdrawal,
        name="comment_withdrawal",
    ),
    path("projects/<slug:slug>/checkpoints/<uuid:pk>/assessment/", views.assessment, name="assessment"),
    path("projects/<slug:slug>/checkpoints/<uuid:pk>/confirmation/", views.confirmation, name="confirmation"),
    path("projects/<slug:slug>/checkpoints/<uuid:pk>/reopening/", views.reopening, name="reopening"),
    path(
        "projects/<slug:slug>/checkpoints/<uuid:pk>/evidence/<uuid:evidence>/unlinking/",
        views.unlinking,
        name="unlinking",
    ),
]
