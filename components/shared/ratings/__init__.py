"""Answers that were given and what users said about them: in a folder on a laptop, in PostgreSQL on a cluster.

::

    store = open_ratings("postgresql://bsl_gateway@db/ratings")     # or file:FOLDER
    store.add_answer(answer)       # False: kept already
    store.add_rating(rating)       # False: this user has rated this answer before

``bsl ratings setup`` makes the tables, as the owner of the database; the driver is imported when it is needed.
"""

from components.shared.ratings.folder import FolderRatings
from components.shared.ratings.opening import open_ratings, set_up_ratings
from components.shared.ratings.records import ANONYMOUS, GivenAnswer, Rating, RatingStore

__all__ = ["ANONYMOUS", "FolderRatings", "GivenAnswer", "Rating", "RatingStore", "open_ratings", "set_up_ratings"]
