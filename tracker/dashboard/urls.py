"""The addresses of the pages that join rooms."""

from django.urls import path, re_path

from tracker.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("projects/<slug:slug>/", views.overview, name="overview"),
    path("new-project/", views.project_new, name="project_new"),
    path("my-work/", views.my_work_everywhere, name="my_work_everywhere"),
    path("search/", views.search_all, name="search_all"),
    path("projects/<slug:slug>/search/", views.search_project, name="search"),
    path("projects/<slug:slug>/awareness/resistance/", views.resistance_page, name="resistance"),
    path("projects/<slug:slug>/for-everybody/", views.everybody, name="everybody"),
    path("projects/<slug:slug>/activity/", views.activity, name="activity"),
    path("projects/<slug:slug>/my-work/", views.my_work, name="my_work"),
    path("projects/<slug:slug>/checkpoints/<uuid:pk>/way/", views.checkpoint_way, name="checkpoint_way"),
    re_path(
        r"^projects/(?P<slug>[-\w]+)/clauses/(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})/tasks/$",
        views.clause_tasks,
        name="clause_tasks",
    ),
]
