/* How those who do not own the folder show who they are. CLAUSE: 5.7.1 */
#ifndef CLI_PROVE_H
#define CLI_PROVE_H

struct cli;

/* By a token: its owner's number goes to *staff_no, which must be that already when --as named
 * somebody. ERROR_DENIED when it is no good. Notes its use. */
int prove_by_token(struct cli *cli, const char *token, const char **staff_no);
/* By the password of that staff number, asked for at the terminal (or read from a line of standard
 * input); the try is on record. ERROR_DENIED when it is wrong, temporary or locked. */
int prove_by_password(struct cli *cli, const char *staff_no);

#endif
