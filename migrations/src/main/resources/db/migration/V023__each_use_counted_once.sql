-- A use is counted, and the order's place moved, by the very command that corrects the use.
GRANT SELECT, UPDATE ON reprices TO genii_command;
