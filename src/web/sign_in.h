/* The pages of signing in: each is the `answer` of a struct page. */
#ifndef WEB_SIGN_IN_H
#define WEB_SIGN_IN_H

struct error;
struct visit;

int sign_in_show(struct visit *visit, struct error *error);
/* CLAUSE: 5.7.1, 5.7.3, 5.7.6 */
int sign_in_post(struct visit *visit, struct error *error);
int sign_out_post(struct visit *visit, struct error *error);
/* Who is signed in, for the API. */
int session_show(struct visit *visit, struct error *error);
int password_show(struct visit *visit, struct error *error);
/* CLAUSE: 4.3.4, 5.7.5 */
int password_post(struct visit *visit, struct error *error);
/* The language of the pages, kept in a cookie. */
int language_post(struct visit *visit, struct error *error);

#endif
