@echo off
rem Runs the command meari, building it first: the incremental build decides what is newer. Its output goes to stderr.
setlocal
set "root=%~dp0"
dotnet build "%root%src\Meari.Cli" -c Release --nologo -v quiet 1>&2
if errorlevel 1 exit /b 1
"%root%artifacts\bin\Meari.Cli\release\meari.exe" %*
exit /b %errorlevel%
