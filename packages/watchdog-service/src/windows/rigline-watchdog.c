/*
 * rigline-watchdog.exe: starts node with the rigline-watchdog.js beside it, and stays its parent.
 *
 * Windows lists a program of Node's as node.exe, so whoever asks by name whether the daemon runs would never find it:
 * clabe does (`tasklist /FI "IMAGENAME eq …"`), and hands nothing off then. Arguments, outputs, Ctrl+C and the exit code
 * pass through.
 * Built by scripts/windows-program.mjs; why, and what was seen of it, is in docs/decisions/windows.md.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

/* As many characters as a path or a command line of Windows can have, with the zero behind them. */
#define LONGEST 32768
/* docs/cli/exit-codes.md */
#define EXIT_INTERNAL 1
#define EXIT_CONFIG 3

static WCHAR folder[LONGEST], script[LONGEST], node[LONGEST], path[LONGEST], line[LONGEST];
static PROCESS_INFORMATION child;

static int fail(int code, const char *name, const WCHAR *what, const WCHAR *todo) {
  fwprintf(stderr, L"error %hs: %ls (Windows error %lu)\n  do:    %ls\n", name, what, GetLastError(), todo);
  return code;
}

/*
 * The console tells node too. After Ctrl+C node decides when it ends, and this program after it. When the window is
 * closed, the user logs off or the system shuts down, Windows ends both seconds later, and this one at once if it
 * returned: node with it.
 */
static BOOL WINAPI leave_to_node(DWORD event) {
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT && child.hProcess != NULL)
    WaitForSingleObject(child.hProcess, INFINITE);
  return TRUE;
}

static BOOL is_file(const WCHAR *name) {
  DWORD attributes = GetFileAttributesW(name);
  return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* WATCHDOG_NODE, if it is there, else the one beside this program, else the PATH's: never one in the working folder. */
static BOOL find_node(void) {
  DWORD length = GetEnvironmentVariableW(L"WATCHDOG_NODE", node, LONGEST);
  if (length > 0 && length < LONGEST && is_file(node)) return TRUE;
  if (swprintf(node, LONGEST, L"%ls\\node.exe", folder) > 0 && is_file(node)) return TRUE;
  length = GetEnvironmentVariableW(L"PATH", path, LONGEST);
  if (length == 0 || length >= LONGEST) return FALSE;
  length = SearchPathW(path, L"node.exe", NULL, LONGEST, node, NULL);
  return length > 0 && length < LONGEST;
}

/* What follows this program's own name, as it was written: the quoting stays as the caller did it. */
static const WCHAR *arguments(void) {
  const WCHAR *at = GetCommandLineW();
  for (BOOL quoted = FALSE; *at != 0 && (quoted || *at > L' '); at++)
    if (*at == L'"') quoted = !quoted;
  while (*at == L' ' || *at == L'\t') at++;
  return at;
}

/* What ends this program ends node, as `taskkill /F /IM` has to; what node starts may outlive both. */
static HANDLE make_job(void) {
  HANDLE job = CreateJobObjectW(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limit = {0};
  limit.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
  if (job != NULL) SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limit, sizeof limit);
  return job;
}

int wmain(void) {
  DWORD length = GetModuleFileNameW(NULL, folder, LONGEST);
  WCHAR *name = wcsrchr(folder, L'\\');
  if (length == 0 || length == LONGEST || name == NULL)
    return fail(EXIT_INTERNAL, "PROGRAM_UNPLACED", L"where this program lies can't be told",
                L"Move it to a shorter path.");
  *name = 0;
  if (swprintf(script, LONGEST, L"%ls\\rigline-watchdog.js", folder) < 0 || !is_file(script))
    return fail(EXIT_CONFIG, "PROGRAM_ALONE", L"rigline-watchdog.js is not beside this program",
                L"Leave it in its package: node_modules\\@rigline\\watchdog-service\\bin.");
  if (!find_node())
    return fail(EXIT_CONFIG, "NODE_MISSING",
                L"node.exe is not where WATCHDOG_NODE says, nor beside this program, nor on the PATH",
                L"Install Node, or name its node.exe in the variable WATCHDOG_NODE.");
  if (swprintf(line, LONGEST, L"\"%ls\" \"%ls\" %ls", node, script, arguments()) < 0)
    return fail(EXIT_CONFIG, "COMMAND_TOO_LONG", L"the command is longer than Windows takes",
                L"Shorten the arguments.");

  STARTUPINFOW start;
  /* The same descriptors, those in lpReserved2 too: Node hands more than three on. */
  GetStartupInfoW(&start);
  start.dwFlags |= STARTF_USESTDHANDLES;
  start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  /* Started without a console: Windows would open a window for node. */
  DWORD flags = CREATE_SUSPENDED | (GetConsoleCP() == 0 ? CREATE_NO_WINDOW : 0);
  HANDLE job = make_job();
  SetConsoleCtrlHandler(leave_to_node, TRUE);
  if (!CreateProcessW(node, line, NULL, NULL, TRUE, flags, NULL, NULL, &start, &child))
    return fail(EXIT_CONFIG, "NODE_NOT_STARTED", node, L"Look whether this file can be run by itself.");
  /* Before its first instruction. Where the system lets it join no job, it runs all the same. */
  if (job != NULL) AssignProcessToJobObject(job, child.hProcess);
  ResumeThread(child.hThread);
  WaitForSingleObject(child.hProcess, INFINITE);
  DWORD code = EXIT_INTERNAL;
  GetExitCodeProcess(child.hProcess, &code);
  return (int)code;
}
