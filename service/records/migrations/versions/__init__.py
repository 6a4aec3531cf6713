"""One file a change. The file of a change that has been released is never edited."""
