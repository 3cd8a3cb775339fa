/**
 * Runs inside Pyodide, before any candidate: an event loop of asyncio that waits for nothing real. Pyodide's own
 * needs the timers of its host, which are locked. Time moves on at once to the next thing that is due; where nothing
 * is, what is awaited never comes, which is said instead of waited for.
 */
export const PYTHON_LOOP = `
def _reckon_make_loop():
    import asyncio
    from asyncio import events

    class Stalled(BaseException):
        """Nothing is left that could wake what waits."""

    class VirtualLoop(asyncio.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._moment = 0.0
            self._selector = self

        def time(self):
            return self._moment

        def select(self, timeout):
            if timeout is None: raise Stalled('nothing is left that could wake it')
            self._moment += timeout
            return []

        def _process_events(self, found):
            pass

        def _write_to_self(self):
            pass

        def run_in_executor(self, executor, function, *given):
            # There are no threads here: the work is done at once.
            future = self.create_future()
            try:
                future.set_result(function(*given))
            except Exception as error:
                future.set_exception(error)
            return future

    class VirtualPolicy(events._BaseDefaultEventLoopPolicy):
        _loop_factory = VirtualLoop

    # For candidates that call asyncio.run themselves.
    events._set_running_loop(None)
    events._set_event_loop_policy(VirtualPolicy())

    set_running_loop, until_complete, close = events._set_running_loop, asyncio.BaseEventLoop.run_until_complete, asyncio.BaseEventLoop.close

    def drive(awaitable):
        """What the awaitable comes to."""
        set_running_loop(None)
        loop = VirtualLoop()
        try:
            return until_complete(loop, awaitable)
        finally:
            set_running_loop(None)
            close(loop)

    return drive, Stalled
`;
