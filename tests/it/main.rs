//! The program as people meet it: the built binary is run on files, and what it prints, says and
//! leaves behind is compared. One binary, so that it is linked once.

mod cli;
mod hostile;
mod reports;
mod support;
mod update;
mod wire;
