"""What is not drawn for the moment: each of these makes a later day contradict an earlier one, until it is
mended. Taking a line away draws it again."""

LEFT_OUT = {
    "barred, under a cascade and lost turns",
    "barred, of exactly so many",
    "barred, of a cap under a part",
    "an exchange, of a split whose base may be known to stay empty",
    "a cap of all under a part, with forecast withdrawals",
    "a cap under a part, that ends with forecast withdrawals made good",
    "a balance written, of a split by town that the year before leaves one to",
    "a rate under a part, under a text not known yet",
    "a turn lost, under a text not known yet",
}
