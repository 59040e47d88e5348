/** Ends the program when what it says cannot be written: quietly when whoever read it has left, else with the reason. */
export function endWithOutput(output: NodeJS.WriteStream): void {
  output.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(0);
    process.stderr.write(`What Paperboy says cannot be written: ${message}\n`);
    process.exit(1);
  });
}
