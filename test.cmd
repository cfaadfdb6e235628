@echo off
rem Restores, builds, checks the format and runs every test that can run on Windows.
setlocal
cd /d "%~dp0"
dotnet restore Meari.slnx --locked-mode || exit /b 1
dotnet format Meari.slnx --no-restore --verify-no-changes || exit /b 1
dotnet build Meari.slnx -c Release --no-restore --nologo || exit /b 1
dotnet test --solution Meari.slnx -c Release --no-build --max-parallel-test-modules 1
exit /b %errorlevel%
