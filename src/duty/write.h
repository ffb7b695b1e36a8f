/* An obligation as JSON. */
#ifndef DUTY_WRITE_H
#define DUTY_WRITE_H

struct duty_scene;
struct holder;
struct json;
struct obligation;

/* Writes its members into the open object, with who owes it now. */
void duty_write(const struct duty_scene *scene, const struct obligation *obligation,
                const struct holder *owners, int owner_count, struct json *json);

#endif
