import { defineErrors } from "@rigline/foundation/errors";

export const planError = defineErrors({
  DESTINATION_IS_ROOT: {
    exit: "handOff",
    meaning: "A manifest's destination is the root of the rig's file system, where nobody keeps data.",
    todo: "Name the folder where the share is mounted, or one below it, as the manifest's destination.",
    retry: "never",
  },
  DESTINATION_NOT_ABSOLUTE: {
    exit: "handOff",
    meaning: "The manifest's destination can't be used as an absolute path on this system.",
    todo: "Write the whole path, with drive or share, into the manifest's `destination`.",
    retry: "never",
  },
  NAME_NOT_ALLOWED: {
    exit: "handOff",
    meaning: "A name, modality or schema in the manifest can't be the name of what is to be published.",
    todo: "Use a plain name: no slash, backslash or colon, not `.` or `..`, no name that Windows reserves, none that begins with `.rigline`.",
    retry: "never",
  },
  SOURCE_NOT_ABSOLUTE: {
    exit: "handOff",
    meaning: "The manifest names a source that can't be used as an absolute path on this system.",
    todo: "Write the whole path of the source into the manifest.",
    retry: "never",
  },
  SOURCE_MISSING: {
    exit: "handOff",
    meaning: "A source that the manifest names does not exist.",
    todo: "Put the file or folder where the manifest says, or correct the manifest; then {redrive}.",
    retry: "few",
  },
  SOURCE_UNREADABLE: {
    exit: "handOff",
    meaning: "A source exists but can't be read.",
    todo: "Give the daemon's user the right to read it, or close the program that has it locked.",
    retry: "always",
  },
  SOURCE_NAME_NOT_TEXT: {
    exit: "handOff",
    meaning: "A source holds a name that is no UTF-8, so nothing can be opened by the name that is shown.",
    todo: "Rename it (`convmv` does it for whole folders), then {redrive}.",
    retry: "never",
  },
  PATH_TOO_LONG: {
    exit: "handOff",
    meaning: "A path, of a source or at the destination, is longer than the file system allows.",
    todo: "Shorten its folders or its name, or choose a shorter destination; then {redrive}.",
    retry: "few",
  },
  SOURCE_NOT_REGULAR: {
    exit: "handOff",
    meaning: "A source holds a pipe, a socket or a device, which has no bytes to copy.",
    todo: "Move it out of the session's folder, then {redrive}.",
    retry: "never",
  },
  SOURCE_LINK: {
    exit: "handOff",
    meaning: "A source holds a link that leads out of it, to a folder, or nowhere.",
    todo: "Replace the link by the file it means, or name that file in the manifest; then {redrive}.",
    retry: "never",
  },
  SOURCE_CONTAINS_DESTINATION: {
    exit: "handOff",
    meaning: "The destination lies inside a source, so the copy would copy itself.",
    todo: "Choose a destination outside of the session's folder.",
    retry: "never",
  },
  SOURCE_IS_DESTINATION: {
    exit: "handOff",
    meaning: "A source that is to be deleted stands where it is to be published: it would be its own only copy.",
    todo: "Write `delete_modalities_source_after_success: false` into the manifest to publish it where it stands, or another `destination`.",
    retry: "never",
  },
  SOURCE_HOLDS_QUEUE: {
    exit: "handOff",
    meaning:
      "A source holds the flag folder, `manifest_complete` or Rigline's own records, which change while they are copied.",
    todo: "Name the folders of the session itself in the manifest, or keep the flag folder and `manifest_complete` outside of the data.",
    retry: "never",
  },
  DESTINATION_IS_QUEUE: {
    exit: "handOff",
    meaning: "The destination is the flag folder, `manifest_complete` or the folder of Rigline's own records.",
    todo: "Choose a destination of its own for the data.",
    retry: "never",
  },
  PATHS_COLLIDE: {
    exit: "handOff",
    meaning: "Two sources would be written to one path, or to paths that many file systems take for one.",
    todo: "Rename one of the two, then {redrive}.",
    retry: "never",
  },
});
