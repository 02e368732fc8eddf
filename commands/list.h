/*
 * Every feature, a row each, in the order in which help shows them.
 */
X(ask)
X(review)
X(queue)
X(venues)
X(project)
X(help)
X(privacy)
X(home)
