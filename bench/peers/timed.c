/* Runs the given command from start to end. */
#include "peer.h"
#include <sys/wait.h>

static char **command;

static void run(long count) {
  while (count-- > 0) {
    pid_t child = (pid_t) must("fork", fork());
    if (child == 0) {
      execvp(command[0], command);
      _exit(127);
    }
    int status;
    must("waitpid", waitpid(child, &status, 0));
    if (status != 0)
      exit(1);
  }
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  command = words + 1;
  answer_rounds(run, RUSAGE_CHILDREN, 1);
}
