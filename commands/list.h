/*
 * Every feature, a row each, in the order in which help shows them.
 */
X(ask)
X(review)
X(regroup)
X(queue)
X(teach)
X(stats)
X(venues)
X(project)
X(landscape)
X(contribute)
X(term)
X(meetup)
X(help)
X(privacy)
X(home)
