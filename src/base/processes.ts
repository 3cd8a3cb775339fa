/** Whether a process of this machine is running, whoever owns it. Signal 0 reaches nobody; it only tells whether it could. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // It is there and somebody else's.
  }
}
