package io.ringroad.ffm.linux;

import io.ringroad.ffm.CompiledC;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class LinuxConstantsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenByHandHasTheValueOfC() throws Exception {
    new CompiledC()
        .declare("#include <fcntl.h>")
        .declare("#include <sched.h>")
        .expect("O_RDONLY", NetNamespace.O_RDONLY)
        .expect("O_CLOEXEC", NetNamespace.O_CLOEXEC)
        .expect("CLONE_NEWNET", NetNamespace.CLONE_NEWNET)
        .expect("CPU_SETSIZE", Affinity.MAX_CPUS)
        .expect("sizeof(cpu_set_t)", Affinity.SET_BYTES)
        .verify(folder);
  }
}
