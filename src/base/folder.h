/* Folders of the file system. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

/* Removes a file or a folder with all in it; one that is not there is fine. */
void folder_remove(const char *path);

#endif
